/** Guests who said that they come to the counter to pay in cash. */
import type { Chased, Unpaid, UnpaidFilter, UnpaidPage } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import type { Place } from './orders';
import { useDeed } from './query';

const WANTED: UnpaidFilter = { reasons: ['waiting-at-counter'] };

export const useComing = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['coming', storeId],
    queryFn: async ({ signal }): Promise<Unpaid[]> => {
      const path = `/api/store/${storeId.value}/unpaid/search`;
      const { orders } = await ask<UnpaidPage>(path, { method: 'POST', body: WANTED, signal });
      // A code that was scanned waits at the counter too, and is nobody's cash.
      return orders.filter(({ order }) => order.coming_at !== null);
    },
    enabled: () => storeId.value !== '',
    refetchInterval: 4_000,
    refetchIntervalInBackground: true,
  });

/** Somebody heard it: no till calls this guest out any more. */
export const useHeardComing = () =>
  useDeed(
    ({ storeId, orderId }: Place) =>
      ask<Chased[]>(`/api/store/${storeId}/unpaid/chase`, { method: 'POST', body: { chase: 'seen', order_ids: [orderId] } }),
    [['coming']],
  );
