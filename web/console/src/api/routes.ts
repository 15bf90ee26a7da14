/** Payment channels as they are now, a person's hand on the switch, and a look at a day that has passed. */
import type { DryRun, NewSwitch, RoutesView, Switch } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

const LIVE_MS = 2_000;

/** The merchant's routes, or those of the store whose own staff looks. */
export const useRoutes = (ownStoreId: Ref<string | null>) =>
  useQuery({
    queryKey: ['routes', ownStoreId],
    queryFn: ({ signal }) => ask<RoutesView>(ownStoreId.value ? `/api/store/${ownStoreId.value}/routes` : '/api/office/routes', { signal }),
    refetchInterval: LIVE_MS,
  });

export const useThrowSwitch = () =>
  useDeed((body: NewSwitch) => ask<Switch>('/api/office/switches', { method: 'POST', body }), [['routes']]);

export const useEndSwitch = () =>
  useDeed((id: string) => ask<Switch>(`/api/office/switches/${id}`, { method: 'DELETE' }), [['routes']]);

export interface DryRunWish { storeId: string; day: string; without: readonly string[]; costWeight: number }

/** Asked only when somebody presses the button: it reads a whole day. */
export const useDryRun = (wish: Ref<DryRunWish | null>) =>
  useQuery({
    queryKey: ['dry-run', wish],
    queryFn: ({ signal }) => {
      const { storeId, day, without, costWeight } = wish.value!;
      return ask<DryRun>(`/api/office/stores/${storeId}/routes/dry-run`, {
        query: { day, without, cost_weight: String(costWeight) },
        signal,
      });
    },
    enabled: () => wish.value !== null,
    staleTime: 60_000,
  });
