/** 财务报表: the books' statements, the entries behind a line, what went to the bank, and which days are closed. */
import type { AccountEntry, ArrivedMoney, BookStanding, Payout, PayoutFile, RecordedPayout, Statements } from '@shared/types';
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import type { Ref } from 'vue';
import type { Days } from './books';
import { ask, askFile } from './client';
import { useDeed } from './query';

/** Which books over which days; an empty store is the whole merchant. */
export interface Span extends Days { storeId: string }

const EVERY_MS = 60_000;
const asQuery = ({ since, until, storeId }: Span) => ({ since, until, ...(storeId && { store_id: storeId }) });

export const useStatements = (span: Ref<Span>) =>
  useQuery({
    queryKey: ['statements', span],
    queryFn: ({ signal }) => ask<Statements>('/api/office/ledger/statements', { query: asQuery(span.value), signal }),
    refetchInterval: EVERY_MS,
  });

export const useEntries = (span: Ref<Span>, account: Ref<string>) =>
  useInfiniteQuery({
    queryKey: ['entries', span, account],
    queryFn: ({ pageParam, signal }) =>
      ask<AccountEntry[]>('/api/office/ledger/entries', { query: { ...asQuery(span.value), account: account.value, after: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => (last.length >= 100 ? last.at(-1)?.id : undefined),
    enabled: () => account.value !== '',
  });

export const usePayouts = (span: Ref<Span>) =>
  useQuery({
    queryKey: ['payouts', span],
    queryFn: ({ signal }) => ask<Payout[]>('/api/office/ledger/payouts', { query: asQuery(span.value), signal }),
    refetchInterval: EVERY_MS,
  });

export const usePayout = (id: Ref<string>) =>
  useQuery({
    queryKey: ['payout', id],
    queryFn: ({ signal }) => ask<PayoutFile>(`/api/office/ledger/payouts/${id.value}`, { signal }),
    enabled: () => id.value !== '',
  });

/** A null payout waits for a second person. */
export const useRecordPayout = () =>
  useDeed(
    (told: ArrivedMoney) => ask<RecordedPayout>('/api/office/ledger/payouts', { method: 'POST', body: told }),
    [['payouts'], ['statements'], ['entries'], ['cases'], ['case-counts']],
  );

export const useBookDays = (span: Ref<Span>) =>
  useQuery({
    queryKey: ['book-days', span],
    queryFn: ({ signal }) => ask<BookStanding[]>('/api/office/ledger/days', { query: { since: span.value.since, until: span.value.until }, signal }),
    refetchInterval: EVERY_MS,
  });

export const readStatementFile = (span: Span) => askFile('/api/office/ledger/statements.xlsx', { query: asQuery(span) });
