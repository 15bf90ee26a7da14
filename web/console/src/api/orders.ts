/** The store's orders and what staff does with them. */
import type { CouponView, GiveCoupon, OrderPage, OrderState, OrderView, RefundView, UnconfirmedView } from '@shared/types';
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

export interface OrderFilter { states: readonly OrderState[]; text: string }

const of = (storeId: string, rest = '') => `/api/store/${storeId}${rest}`;

export const useOrders = (storeId: Ref<string>, filter: Ref<OrderFilter>) =>
  useInfiniteQuery({
    queryKey: ['orders', storeId, filter],
    queryFn: ({ pageParam, signal }) =>
      ask<OrderView[]>(of(storeId.value, '/orders'), {
        query: { state: filter.value.states, text: filter.value.text, before: pageParam || undefined },
        signal,
      }),
    enabled: () => storeId.value !== '',
    initialPageParam: '',
    getNextPageParam: (last) => (last.length >= 100 ? last.at(-1)?.placed_at : undefined),
    refetchInterval: 10_000,
  });

export const useOrderPage = (storeId: Ref<string>, orderId: Ref<string | null>, everyMs: Ref<number | false>) =>
  useQuery({
    queryKey: ['order', storeId, orderId],
    queryFn: ({ signal }) => ask<OrderPage>(of(storeId.value, `/orders/${orderId.value}`), { signal }),
    enabled: () => storeId.value !== '' && orderId.value !== null,
    refetchInterval: () => everyMs.value,
  });

const STALE = [['orders'], ['order'], ['unconfirmed']];

export interface Place { storeId: string; orderId: string }

export const useAskChannel = () =>
  useDeed(({ storeId, orderId }: Place) => ask<OrderPage>(of(storeId, `/orders/${orderId}/ask`), { method: 'POST' }), STALE);

export const useGiveUp = () =>
  useDeed(({ storeId, orderId }: Place) => ask<OrderPage>(of(storeId, `/orders/${orderId}/give-up`), { method: 'POST' }), STALE);

export interface GivingCoupon extends GiveCoupon { storeId: string; key: string }

/** A coupon for the guest of an order, once for a key. */
export const useGiveCoupon = () =>
  useDeed(
    ({ storeId, key, ...body }: GivingCoupon) => ask<CouponView>(`/api/store/${storeId}/coupons`, { method: 'POST', key, body }),
    [['order']],
    { isRepeatable: true },
  );

export const useCancelOrder = () =>
  useDeed(({ storeId, orderId }: Place) => ask<OrderPage>(of(storeId, `/orders/${orderId}/cancel`), { method: 'POST' }), STALE);

export interface Refunding extends Place { amount_fen: number; reason: string; key: string }

export const useRefund = () =>
  useDeed(
    ({ storeId, orderId, key, amount_fen, reason }: Refunding) =>
      ask<RefundView>(of(storeId, `/orders/${orderId}/refunds`), { method: 'POST', key, body: { amount_fen, reason } }),
    [...STALE, ['shift']],
    { isRepeatable: true },
  );

export const useUnconfirmed = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['unconfirmed', storeId],
    queryFn: ({ signal }) => ask<UnconfirmedView[]>(of(storeId.value, '/unconfirmed'), { signal }),
    enabled: () => storeId.value !== '',
    refetchInterval: 4_000,
  });
