/** Bills and differences as finance reads them: with which sign a state is told, what belongs together, what adds up. */
import type { Bill, BillShare, BillState, Difference, DifferenceCategory, DifferenceState, DifferenceStep, RepairKind, RepairPlan, Tally } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';
import { named } from '@/words';

export const BILL_STATES: readonly BillState[] = ['WANTED', 'MISSING', 'REFUSED', 'MATCHED', 'CLOSED', 'EMPTY'];
export const DIFFERENCE_STATES: readonly DifferenceState[] = ['OPEN', 'WAITING', 'IN_CASE', 'SETTLED', 'GONE'];
export const LISTED_MOST = 5000;

export const billTone: Record<BillState, Tone> = { WANTED: 'wait', MISSING: 'bad', REFUSED: 'bad', MATCHED: 'note', CLOSED: 'ok', EMPTY: 'plain' };
export const differenceTone: Record<DifferenceState, Tone> = { OPEN: 'bad', WAITING: 'wait', IN_CASE: 'note', SETTLED: 'ok', GONE: 'plain' };

export const isRead = (bill: Bill) => bill.state === 'MATCHED' || bill.state === 'CLOSED';
export const isDone = (bill: Bill) => bill.state === 'CLOSED' || bill.state === 'EMPTY';
export const isUnsettled = ({ state }: Pick<Difference, 'state'>) => state === 'OPEN' || state === 'WAITING' || state === 'IN_CASE';

/** What is left to do stands first; the rest as it came. */
export const leftFirst = (differences: readonly Difference[]) => [...differences].sort((a, b) => Number(isUnsettled(b)) - Number(isUnsettled(a)));

/** What is kept in thousandths of a fen, to whole fen. */
export const fenOfMillifen = (millifen: number) => Math.round(millifen / 1000);

export const addsUp = ({ theirs_fen: theirs, ours_fen: ours, gap_fen: gap }: Pick<Bill, 'theirs_fen' | 'ours_fen' | 'gap_fen'>) =>
  (theirs ?? 0) - (ours ?? 0) === (gap ?? 0);

/** Whose a bill is: the channel's account, or of the house's own books the store with its drawers; members' have no name. */
export function ownerText({ of_id: of, account }: Pick<Bill, 'of_id' | 'account'>, stores: readonly { store_id: string; name: string; name_en: string }[]): string {
  if (!of) return account;
  const store = stores.find((one) => one.store_id === of);
  return store ? named(store) : '';
}

/** An account's line in the calendar: its bill of each day. */
export interface AccountDays { key: string; channel: string; first: Bill; bills: Map<string, Bill> }

export function calendarOf(bills: readonly Bill[]): AccountDays[] {
  const lines = new Map<string, AccountDays>();
  for (const bill of bills) {
    const key = `${bill.channel} ${bill.account} ${bill.of_id ?? ''}`;
    const line = lines.get(key) ?? { key, channel: bill.channel, first: bill, bills: new Map() };
    line.bills.set(bill.day, bill);
    lines.set(key, line);
  }
  return [...lines.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

export interface CategoryGroup { category: DifferenceCategory; count: number; gap_fen: number; fee_gap_millifen: number; states: Partial<Record<DifferenceState, number>> }

/** One line a category, what is left to do first, then the most money. */
export function groupsOf(tallies: readonly Tally[]): CategoryGroup[] {
  const groups = new Map<DifferenceCategory, CategoryGroup>();
  for (const { category, state, count, gap_fen, fee_gap_millifen } of tallies) {
    const group = groups.get(category) ?? { category, count: 0, gap_fen: 0, fee_gap_millifen: 0, states: {} };
    group.count += count;
    group.gap_fen += gap_fen;
    group.fee_gap_millifen += fee_gap_millifen;
    group.states[state] = (group.states[state] ?? 0) + count;
    groups.set(category, group);
  }
  const left = ({ states }: CategoryGroup) => (states.OPEN ?? 0) + (states.WAITING ?? 0) + (states.IN_CASE ?? 0);
  return [...groups.values()].sort((a, b) => left(b) - left(a) || Math.abs(b.gap_fen) - Math.abs(a.gap_fen));
}

/** How many differences are in each state, in the order of their life; states without any are left out. */
export function stateCounts(tallies: readonly Tally[]): { state: DifferenceState; count: number }[] {
  const counts = DIFFERENCE_STATES.map((state) => ({ state, count: tallies.filter((one) => one.state === state).reduce((sum, one) => sum + one.count, 0) }));
  return counts.filter(({ count }) => count);
}

export interface ShareLine { store_id: string; method: string; rows: number; paid_fen: number; returned_fen: number; promoted_fen: number; fee_fen: number }

/** What each store had by each method, payments and what went back beside each other; the most money first. */
export function shareLines(shares: readonly BillShare[]): ShareLine[] {
  const lines = new Map<string, ShareLine>();
  for (const { store_id, method, movement, rows, amount_fen, promoted_fen, fee_fen } of shares) {
    const key = `${store_id} ${method}`;
    const line = lines.get(key) ?? { store_id, method, rows: 0, paid_fen: 0, returned_fen: 0, promoted_fen: 0, fee_fen: 0 };
    line.rows += rows;
    line[movement === 'payment' ? 'paid_fen' : 'returned_fen'] += amount_fen;
    line.promoted_fen += promoted_fen;
    line.fee_fen += fee_fen;
    lines.set(key, line);
  }
  return [...lines.values()].sort((a, b) => b.paid_fen - a.paid_fen);
}

export const sumOf = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);

/** A preview sorted by what will become of it when it is carried out. */
export interface PlanGroups { byRepair: { repair: RepairKind; count: number }[]; toPerson: RepairPlan[]; second: number; inCase: number; doable: number }

export function planGroups(plans: readonly RepairPlan[]): PlanGroups {
  const open = plans.filter(({ difference }) => difference.state !== 'IN_CASE');
  const byItself = open.filter((plan) => !plan.needs_person);
  const counts = new Map<RepairKind, number>();
  for (const { repair } of byItself) counts.set(repair, (counts.get(repair) ?? 0) + 1);
  const toPerson = open.filter((plan) => plan.needs_person);
  return {
    byRepair: [...counts].map(([repair, count]) => ({ repair, count })).sort((a, b) => b.count - a.count),
    toPerson,
    second: toPerson.filter((plan) => plan.needs_second).length,
    inCase: plans.length - open.length,
    doable: open.length,
  };
}

/** A step, and how often it was taken in a row: a channel is asked every half hour and says the same. */
export interface ToldStep { step: DifferenceStep; times: number }

export function toldSteps(steps: readonly DifferenceStep[]): ToldStep[] {
  const told: ToldStep[] = [];
  for (const step of steps) {
    const last = told.at(-1);
    const isSame = last && (['state', 'repair', 'words', 'category', 'gap_fen', 'case_id'] as const).every((key) => last.step[key] === step[key]);
    if (isSame) last.times += 1;
    else told.push({ step, times: 1 });
  }
  return told;
}
