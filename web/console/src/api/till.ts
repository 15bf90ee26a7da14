/** Taking money at the counter: orders, payments, shifts, handing over. */
import type { CardTaken, CashTaken, FittingCoupon, MethodsView, OrderPage, PaymentView, ShiftView } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

const of = (storeId: string, rest = '') => `/api/store/${storeId}${rest}`;

export const useMethods = (storeId: Ref<string>, orderId: Ref<string | null>) =>
  useQuery({
    queryKey: ['methods', storeId, orderId],
    queryFn: ({ signal }) => ask<MethodsView>(of(storeId.value, `/orders/${orderId.value}/methods`), { query: { client: 'pos' }, signal }),
    enabled: () => orderId.value !== null,
    staleTime: 30_000,
  });

export interface Paying { storeId: string; orderId: string; key: string; channel: string; method: string; auth_code?: string; coupon_code?: string }

export const useBeginPayment = () =>
  useDeed(
    ({ storeId, orderId, key, ...body }: Paying) =>
      ask<PaymentView>(of(storeId, `/orders/${orderId}/payments`), { method: 'POST', key, body }),
    [['order'], ['unconfirmed']],
    { isRepeatable: true },
  );

export interface LookingAtCoupon { storeId: string; orderId: string; code: string }

/** What a coupon whose code is shown would take off; nothing is held by looking. */
export const useLookAtCoupon = () =>
  useDeed(({ storeId, orderId, code }: LookingAtCoupon) => ask<FittingCoupon>(of(storeId, `/orders/${orderId}/coupons/${code}`)), []);

export interface TakingCash { storeId: string; orderId: string; key: string; tendered_fen: number; coupon_code?: string }

export const useTakeCash = () =>
  useDeed(
    ({ storeId, orderId, key, ...body }: TakingCash) =>
      ask<CashTaken>(of(storeId, `/orders/${orderId}/cash`), { method: 'POST', key, body }),
    [['order'], ['orders'], ['shift'], ['unconfirmed']],
    { isRepeatable: true },
  );

export interface TakingCard extends CardTaken { storeId: string; orderId: string; key: string }

export const useTakeCard = () =>
  useDeed(
    ({ storeId, orderId, key, ...body }: TakingCard) => ask<OrderPage>(of(storeId, `/orders/${orderId}/card`), { method: 'POST', key, body }),
    [['order'], ['orders'], ['shift'], ['unconfirmed']],
    { isRepeatable: true },
  );

export interface ReturningCard { storeId: string; orderId: string; refund_id: string; voucher: string; terminal_no: string }

export const useReturnCard = () =>
  useDeed(
    ({ storeId, orderId, ...body }: ReturningCard) => ask<OrderPage>(of(storeId, `/orders/${orderId}/card-refunds`), { method: 'POST', body }),
    [['order'], ['orders'], ['shift']],
  );

export const useHandBack = () =>
  useDeed(
    ({ storeId, orderId }: { storeId: string; orderId: string }) =>
      ask<OrderPage>(of(storeId, `/orders/${orderId}/hand-back`), { method: 'POST' }),
    [['order'], ['orders'], ['shift']],
  );

export const useShift = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['shift', storeId],
    queryFn: ({ signal }) => ask<ShiftView | null>(of(storeId.value, '/shifts/current'), { signal }).then((shift) => shift ?? null),
    enabled: () => storeId.value !== '',
  });

export const useShifts = (storeId: Ref<string>, isWanted: Ref<boolean>) =>
  useQuery({
    queryKey: ['shift', storeId, 'all'],
    queryFn: ({ signal }) => ask<ShiftView[]>(of(storeId.value, '/shifts'), { signal }),
    enabled: () => isWanted.value && storeId.value !== '',
  });

export const useOpenShift = () =>
  useDeed(
    ({ storeId, key, opening_float_fen }: { storeId: string; key: string; opening_float_fen: number }) =>
      ask<ShiftView>(of(storeId, '/shifts'), { method: 'POST', key, body: { opening_float_fen } }),
    [['shift']],
    { isRepeatable: true },
  );

export interface ClosingShift { storeId: string; id: string; counted_fen: number; unsynced_orders: number; words: string }

export const useCloseShift = () =>
  useDeed(
    ({ storeId, id, ...body }: ClosingShift) => ask<ShiftView>(of(storeId, `/shifts/${id}/close`), { method: 'POST', body }),
    [['shift']],
  );

export const useHandOver = () =>
  useDeed(
    ({ storeId, credential }: { storeId: string; credential: string }) =>
      ask<OrderPage>(of(storeId, '/pickups'), { method: 'POST', body: { credential } }),
    [['orders'], ['order']],
  );
