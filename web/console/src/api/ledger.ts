/** 财务报表: the books' statements, the entries behind a line, and which days are closed. */
import type { AccountEntry, BookStanding, Statements } from '@shared/types';
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import type { Ref } from 'vue';
import type { Days } from './books';
import { ask, askFile } from './client';

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

export const useBookDays = (span: Ref<Span>) =>
  useQuery({
    queryKey: ['book-days', span],
    queryFn: ({ signal }) => ask<BookStanding[]>('/api/office/ledger/days', { query: { since: span.value.since, until: span.value.until }, signal }),
    refetchInterval: EVERY_MS,
  });

export const readStatementFile = (span: Span) => askFile('/api/office/ledger/statements.xlsx', { query: asQuery(span) });
