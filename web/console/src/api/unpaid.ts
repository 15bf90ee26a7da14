/** Unpaid orders: which, why, how many, and what is done about many of them at once. */
import type { Chase, Chased, ChaseUnpaid, OfficeFilter, UnpaidCounts, UnpaidPage } from '@shared/types';
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

const EVERY_MS = 10_000;

/** `''` is the whole merchant, which only those at head office may ask for. */
const at = (storeId: string, what: string) => (storeId ? `/api/store/${storeId}/unpaid/${what}` : `/api/office/unpaid/${what}`);

export const useUnpaid = (storeId: Ref<string>, filter: Ref<OfficeFilter>) =>
  useInfiniteQuery({
    queryKey: ['unpaid', storeId, filter],
    queryFn: ({ pageParam, signal }) =>
      ask<UnpaidPage>(at(storeId.value, 'search'), { method: 'POST', body: { ...filter.value, ...(pageParam && { after: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.after ?? undefined,
    refetchInterval: EVERY_MS,
  });

export const useUnpaidCounts = (storeId: Ref<string>, filter: Ref<OfficeFilter>) =>
  useQuery({
    queryKey: ['unpaid', 'counts', storeId, filter],
    queryFn: ({ signal }) => ask<UnpaidCounts>(at(storeId.value, 'counts'), { method: 'POST', body: filter.value, signal }),
    refetchInterval: EVERY_MS,
  });

/** What is done to which orders; the orders may be of several stores. */
export interface Chasing { chase: Chase; words: string; orders: readonly { id: string; store_id: string }[] }

const AT_ONCE = 50;

/** One request for each store and fifty orders, because that is what a store is asked for. */
export function requestsOf({ chase, words, orders }: Chasing): { storeId: string; body: ChaseUnpaid }[] {
  const stores = new Map<string, string[]>();
  for (const { id, store_id: storeId } of orders) stores.set(storeId, [...(stores.get(storeId) ?? []), id]);
  return [...stores].flatMap(([storeId, ids]) =>
    Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, n) => ({
      storeId,
      body: { chase, words, order_ids: ids.slice(n * AT_ONCE, (n + 1) * AT_ONCE) },
    })),
  );
}

async function everyStore(wish: Chasing, what: 'preview' | 'chase'): Promise<Chased[]> {
  const answers = requestsOf(wish).map(({ storeId, body }) => ask<Chased[]>(at(storeId, what), { method: 'POST', body }));
  return (await Promise.all(answers)).flat();
}

export const usePreviewChase = () => useDeed((wish: Chasing) => everyStore(wish, 'preview'), []);

/** What is done already is said, and done no second time; so it may be asked again. */
export const useChase = () => useDeed((wish: Chasing) => everyStore(wish, 'chase'), [['unpaid'], ['order'], ['orders'], ['unconfirmed']], { isRepeatable: true });
