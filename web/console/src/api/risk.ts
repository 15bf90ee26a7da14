/** Risk: the blacklist and its appeals, why an order got its score, and the scorecards that give it. */
import type { AppealState, EntryDetail, EntryView, MonthFitView, NewEntry, RiskCard, ScorecardView } from '@shared/types';
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

const PLACE = '/api/office/blacklist';
const PAGE = 100;

export const useBlacklist = (appeal: Ref<AppealState | ''>) =>
  useInfiniteQuery({
    queryKey: ['blacklist', appeal],
    queryFn: ({ pageParam, signal }) =>
      ask<EntryView[]>(PLACE, { query: { appeal_state: appeal.value, before: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => (last.length >= PAGE ? last.at(-1)?.listed_at : undefined),
    refetchInterval: 15_000,
  });

export const useEntry = (id: Ref<string | null>) =>
  useQuery({
    queryKey: ['blacklist', 'entry', id],
    queryFn: ({ signal }) => ask<EntryDetail>(`${PLACE}/${id.value}`, { signal }),
    enabled: () => id.value !== null,
    refetchInterval: 15_000,
  });

const STALE = [['blacklist']];

export const useListByHand = () => useDeed((body: NewEntry) => ask<EntryView>(PLACE, { method: 'POST', body }), STALE);

export interface Spoken { id: string; words: string }

/** The first person proposes, another one's word does it. */
export const useRemoveEntry = () => useDeed(({ id, words }: Spoken) => ask<EntryView>(`${PLACE}/${id}/removal`, { method: 'POST', body: { words } }), STALE);

export const useRejectAppeal = () => useDeed(({ id, words }: Spoken) => ask<EntryView>(`${PLACE}/${id}/rejection`, { method: 'POST', body: { words } }), STALE);

export const useScorecards = (isWanted: () => boolean) =>
  useQuery({ queryKey: ['scorecards'], queryFn: ({ signal }) => ask<ScorecardView[]>('/api/office/scorecards', { signal }), enabled: isWanted });

/** What each month's refit came to, the newest first. */
export const useMonthFits = () =>
  useQuery({ queryKey: ['scorecards', 'months'], queryFn: ({ signal }) => ask<MonthFitView[]>('/api/office/scorecards/months', { signal }) });

/** The first person proposes the challenger, another one's word promotes it. */
export const usePromoteCard = () => useDeed(({ id, words }: Spoken) => ask<ScorecardView>(`/api/office/scorecards/${id}/promotion`, { method: 'POST', body: { words } }), [['scorecards']]);

export const useOrderRisk = (place: Ref<{ storeId: string; orderId: string } | null>) =>
  useQuery({
    queryKey: ['order-risk', place],
    queryFn: ({ signal }) => ask<RiskCard>(`/api/office/stores/${place.value?.storeId}/orders/${place.value?.orderId}/risk`, { signal }),
    enabled: () => place.value !== null,
    staleTime: 60_000,
  });
