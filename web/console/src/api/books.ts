/** 对账 and 日报: bills, what differs in them, putting it right, and what every day took and gave back. */
import type { Bill, BillFile, DayLine, Difference, DifferenceFile, RepairPlan, RepairsDone } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import type { Ref } from 'vue';
import { ask, askFile } from './client';
import { useDeed } from './query';

/** Days as `2026-11-28`, both included. */
export interface Days { since: string; until: string }

const EVERY_MS = 15_000;
const STALE = [['bills'], ['bill'], ['difference'], ['cases'], ['case'], ['case-counts']];
const asQuery = ({ since, until }: Days) => ({ since, until });

export const useBills = (days: Ref<Days>) =>
  useQuery({
    queryKey: ['bills', days],
    queryFn: ({ signal }) => ask<Bill[]>('/api/office/bills', { query: asQuery(days.value), signal }),
    refetchInterval: EVERY_MS,
  });

export const useBillFile = (id: Ref<string>) =>
  useQuery({
    queryKey: ['bill', id],
    queryFn: ({ signal }) => ask<BillFile>(`/api/office/bills/${id.value}`, { signal }),
    enabled: () => id.value !== '',
    refetchInterval: EVERY_MS,
  });

export const useDifference = (one: Ref<{ store_id: string; id: string } | null>) =>
  useQuery({
    queryKey: ['difference', one],
    queryFn: ({ signal }) => ask<DifferenceFile>(`/api/office/differences/${one.value?.store_id}/${one.value?.id}`, { signal }),
    enabled: () => one.value !== null,
    refetchInterval: EVERY_MS,
  });

/** Asked whenever the plan is looked at, never kept: what it says must be of now. */
export const readPlans = (billId: string) => ask<RepairPlan[]>(`/api/office/bills/${billId}/repairs`);

/** The same again is harmless. */
export const useRepairBill = () =>
  useDeed((billId: string) => ask<RepairsDone>(`/api/office/bills/${billId}/repairs`, { method: 'POST' }), STALE, { isRepeatable: true });

export const useAskBill = () =>
  useDeed((billId: string) => ask<Bill>(`/api/office/bills/${billId}/ask`, { method: 'POST' }), STALE, { isRepeatable: true });

export interface OneRepair { storeId: string; id: string; words: string }

export const useRepairDifference = () =>
  useDeed(
    ({ storeId, id, words }: OneRepair) =>
      ask<Difference>(`/api/office/differences/${storeId}/${id}/repair`, { method: 'POST', body: { words } }),
    STALE,
  );

export const useDayReport = (days: Ref<Days>) =>
  useQuery({
    queryKey: ['day-report', days],
    queryFn: ({ signal }) => ask<DayLine[]>('/api/office/reports/days', { query: asQuery(days.value), signal }),
    refetchInterval: 60_000,
  });

export type FileKind = 'csv' | 'xlsx';

export const readDayFile = (days: Days, kind: FileKind) => askFile(`/api/office/reports/days.${kind}`, { query: asQuery(days) });
