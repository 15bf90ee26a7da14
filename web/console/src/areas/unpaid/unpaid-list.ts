/** Unpaid orders: which filter stands for which, with which sign a reason is told, what a preview sums up to. */
import type { Chased, Entry, OfficeFilter, UnpaidCounts, UnpaidReason } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';

export type SeenWish = 'any' | 'no' | 'yes';

/** What the filter bar says; empty and null filter nothing. */
export interface FilterBar {
  reason: UnpaidReason | '';
  entry: Entry | '';
  leastMinutes: number;
  leastFen: number | null;
  mostFen: number | null;
  seen: SeenWish;
}

export const EVERYTHING: Readonly<FilterBar> = { reason: '', entry: '', leastMinutes: 0, leastFen: null, mostFen: null, seen: 'any' };

export function filterOf(bar: FilterBar): OfficeFilter {
  return {
    ...(bar.reason && { reasons: [bar.reason] }),
    ...(bar.entry && { entry: bar.entry }),
    ...(bar.leastMinutes > 0 && { least_minutes: bar.leastMinutes }),
    ...(bar.leastFen !== null && { least_fen: bar.leastFen }),
    ...(bar.mostFen !== null && { most_fen: bar.mostFen }),
    ...(bar.seen !== 'any' && { is_seen: bar.seen === 'yes' }),
  };
}

const TONES: Partial<Record<UnpaidReason, Tone>> = {
  'paying-now': 'note',
  'waiting-at-counter': 'note',
  'stuck-at-channel': 'bad',
  'channel-failed': 'bad',
  'our-fault': 'bad',
  'given-up': 'plain',
  'time-over': 'plain',
};
export const reasonTone = (reason: UnpaidReason): Tone => TONES[reason] ?? 'wait';

/** The tabs over the list: how many there are for each reason, the most first. The chosen one stays when it is empty. */
export function reasonTabs(counts: UnpaidCounts | undefined, chosen: UnpaidReason | ''): { reason: UnpaidReason; orders: number }[] {
  const found = (counts?.reasons ?? []).map(({ reason, orders }) => ({ reason, orders })).sort((a, b) => b.orders - a.orders);
  return chosen && !found.some(({ reason }) => reason === chosen) ? [...found, { reason: chosen, orders: 0 }] : found;
}

export const DOES: readonly Chased['outcome'][] = ['asks', 'closes', 'marks'];

/** How many orders come to which end; what is done stands first. */
export function outcomesOf(chased: readonly Chased[]): { outcome: Chased['outcome']; orders: number }[] {
  const counts = new Map<Chased['outcome'], number>();
  for (const { outcome } of chased) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const place = (outcome: Chased['outcome']) => (DOES.includes(outcome) ? 0 : 1);
  return [...counts].map(([outcome, orders]) => ({ outcome, orders })).sort((a, b) => place(a.outcome) - place(b.outcome) || b.orders - a.orders);
}
