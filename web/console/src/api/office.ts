/** Head office: the live figures and the stores. */
import type { BreachView, Dashboard, NewStore, SetAccounts, StoreAccounts, StoreView } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { ask } from './client';
import { useDeed } from './query';

const LIVE_MS = 2_000;

export const useDashboard = () =>
  useQuery({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => ask<Dashboard>('/api/office/dashboard', { signal }),
    refetchInterval: LIVE_MS,
  });

export const useBreaches = (isWanted: () => boolean) =>
  useQuery({
    queryKey: ['promises'],
    queryFn: ({ signal }) => ask<BreachView[]>('/api/office/promises', { signal }),
    enabled: isWanted,
    refetchInterval: 30_000,
  });

export const useStores = () =>
  useQuery({ queryKey: ['stores'], queryFn: ({ signal }) => ask<StoreView[]>('/api/office/stores', { signal }) });

export const useOpenStore = () =>
  useDeed((body: NewStore) => ask<StoreView>('/api/office/stores', { method: 'POST', body }), [['stores'], ['me'], ['dashboard']]);

export const useStoreAccounts = (storeId: () => string | null) =>
  useQuery({
    queryKey: ['store-accounts', storeId],
    queryFn: ({ signal }) => ask<StoreAccounts>(`/api/office/stores/${storeId()}/accounts`, { signal }),
    enabled: () => storeId() !== null,
  });

export const useSetStoreAccounts = () =>
  useDeed(
    (wish: { storeId: string; body: SetAccounts }) =>
      ask<StoreAccounts>(`/api/office/stores/${wish.storeId}/accounts`, { method: 'PUT', body: wish.body }),
    [['stores'], ['store-accounts'], ['routes']],
  );
