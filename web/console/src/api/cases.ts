/** Cases: lists, one case, what a person decides. */
import type {
  CaseCounts, CaseDetail, CaseState, CaseView, MadeGoodView, MenuView, OrderView, ReenterMoney,
} from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

/** Empty stands for every store of the merchant. */
const base = (storeId: string) => (storeId ? `/api/store/${storeId}` : '/api/office');
const STALE = [['cases'], ['case'], ['case-counts'], ['orders'], ['order']];

export const useCaseCounts = (storeId: Ref<string>, isWanted: () => boolean) =>
  useQuery({
    queryKey: ['case-counts', storeId],
    queryFn: ({ signal }) => ask<CaseCounts>(`${base(storeId.value)}/cases/counts`, { signal }),
    enabled: isWanted,
    refetchInterval: 5_000,
  });

export const useCases = (storeId: Ref<string>, state: Ref<CaseState>, type: Ref<string>) =>
  useQuery({
    queryKey: ['cases', storeId, state, type],
    queryFn: ({ signal }) =>
      ask<CaseView[]>(`${base(storeId.value)}/cases`, { query: { state: state.value, type: type.value || undefined }, signal }),
    refetchInterval: 10_000,
  });

export interface CaseId { store_id: string; id: string }

export const useCase = (place: Ref<CaseId | null>) =>
  useQuery({
    queryKey: ['case', place],
    queryFn: ({ signal }) => ask<CaseDetail>(`/api/store/${place.value?.store_id}/cases/${place.value?.id}`, { signal }),
    enabled: () => place.value !== null,
    refetchInterval: 8_000,
  });

export interface Deciding { place: CaseId; action: CaseDetail['actions'][number]; words: string }

export const useDecide = () =>
  useDeed(
    ({ place, action, words }: Deciding) =>
      ask<CaseView>(`/api/store/${place.store_id}/cases/${place.id}/resolve`, { method: 'POST', body: { action, words } }),
    STALE,
  );

export const useWithdraw = () =>
  useDeed((place: CaseId) => ask<CaseView>(`/api/store/${place.store_id}/cases/${place.id}/withdraw`, { method: 'POST' }), STALE);

export const useAnswer = () =>
  useDeed((place: CaseId) => ask<CaseView>(`/api/store/${place.store_id}/cases/${place.id}/answer`, { method: 'POST' }), STALE);

export interface Amends { place: CaseId; amount_fen: number; words: string }

export const useMakeGood = () =>
  useDeed(
    ({ place, ...body }: Amends) => ask<MadeGoodView>(`/api/store/${place.store_id}/cases/${place.id}/make-good`, { method: 'POST', body }),
    STALE,
  );

export const useDuplicates = (place: Ref<CaseId>, storeId: Ref<string>, isWanted: Ref<boolean>) =>
  useQuery({
    queryKey: ['duplicates', place, storeId],
    queryFn: ({ signal }) =>
      ask<OrderView[]>(`/api/store/${place.value.store_id}/cases/${place.value.id}/duplicates`, { query: { store_id: storeId.value }, signal }),
    enabled: () => isWanted.value && storeId.value !== '',
  });

export type Reentry = { place: CaseId } & Omit<ReenterMoney, 'has_no_duplicate'>;

export const useReenter = () =>
  useDeed(
    ({ place, ...body }: Reentry) =>
      ask<CaseView>(`/api/store/${place.store_id}/cases/${place.id}/reenter`, { method: 'POST', body: { ...body, has_no_duplicate: true } }),
    STALE,
  );

/** The menu as guests see it: whoever decides cases need not be of that store's staff. */
export const usePublicMenu = (storeId: Ref<string>, isWanted: Ref<boolean>) =>
  useQuery({
    queryKey: ['public-menu', storeId],
    queryFn: ({ signal }) => ask<MenuView>(`/api/diner/stores/${storeId.value}/menu`, { signal }),
    enabled: () => isWanted.value && storeId.value !== '',
  });
