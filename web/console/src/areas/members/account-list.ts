/** Accounts as they are listed: how one stands in a word. */
import type { AccountView } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';

export type Standing = 'overdue' | 'shut' | 'owing' | 'good';

export function standingOf(account: Pick<AccountView, 'is_overdue' | 'is_open' | 'debt_fen'>): Standing {
  if (account.is_overdue) return 'overdue';
  if (!account.is_open) return 'shut';
  return account.debt_fen > 0 ? 'owing' : 'good';
}

export const standingTone: Record<Standing, Tone> = { overdue: 'bad', shut: 'plain', owing: 'wait', good: 'ok' };

/** The end of a long number, by which people tell two members apart. */
export const shortNumber = (id: string) => id.slice(-8);

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isMember = (text: string) => ID.test(text.trim());
