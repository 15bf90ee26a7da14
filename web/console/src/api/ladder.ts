/** The reminder ladder: what each rung brings, and each month's review with a person's word to it. */
import type { DecideReview, LadderFigures, LadderReview } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import type { Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

const READ_MS = 30_000;

export interface LadderWish { since: string; until: string; storeId: string }

export const useLadder = (wish: Ref<LadderWish>) =>
  useQuery({
    queryKey: ['ladder', wish],
    queryFn: ({ signal }) => {
      const { since, until, storeId } = wish.value;
      return ask<LadderFigures>('/api/office/ladder', { query: { since, until, ...(storeId && { store_id: storeId }) }, signal });
    },
    refetchInterval: READ_MS,
  });

export const useReviews = (isWanted: () => boolean) =>
  useQuery({
    queryKey: ['ladder-reviews'],
    queryFn: ({ signal }) => ask<LadderReview[]>('/api/office/ladder/reviews', { signal }),
    enabled: isWanted,
  });

export const useMakeReview = () =>
  useDeed((month: string) => ask<LadderReview>('/api/office/ladder/reviews', { method: 'POST', body: { month } }), [['ladder-reviews']]);

export const useDecideReview = () =>
  useDeed(
    ({ id, ...body }: DecideReview & { id: string }) =>
      ask<LadderReview>(`/api/office/ladder/reviews/${id}/decision`, { method: 'POST', body }),
    [['ladder-reviews']],
  );
