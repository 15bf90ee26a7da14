/** Members' accounts: stored value, and what may be eaten before it is paid. */
import type { AccountView, SetLimit, StatementView } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

/** Where this person asks: head office for the merchant, everybody else in their store (null: head office). */
const at = (storeId: string | null) => (storeId ? `/api/store/${storeId}` : '/api/office');

export const useAccounts = (storeId: Ref<string | null>, text: Ref<string>) =>
  useQuery({
    queryKey: ['accounts', storeId, text],
    queryFn: ({ signal }) => ask<AccountView[]>(`${at(storeId.value)}/accounts`, { query: { query: text.value }, signal }),
    refetchInterval: 10_000,
  });

export const useStatement = (accountId: Ref<string | null>) =>
  useQuery({
    queryKey: ['accounts', 'statement', accountId],
    queryFn: ({ signal }) => ask<StatementView>(`/api/office/accounts/${accountId.value}`, { signal }),
    enabled: () => accountId.value !== null,
    refetchInterval: 10_000,
  });

export interface Limiting extends SetLimit { storeId: string | null; memberId: string }

export const useSetLimit = () =>
  useDeed(
    ({ storeId, memberId, ...body }: Limiting) => ask<AccountView>(`${at(storeId)}/members/${memberId}/limit`, { method: 'PUT', body }),
    [['accounts']],
  );
