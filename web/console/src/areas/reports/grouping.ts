/** 日报: lines of the server brought together by what one asks for. Money stays in whole fen throughout. */
import type { DayLine } from '@shared/types';
import type { Days } from '@/api/books';
import { daysOf } from '@/parts/days';

export const GROUPINGS = ['day', 'store', 'channel', 'method', 'cashier', 'terminal'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Sums { paid: number; paid_fen: number; returned: number; returned_fen: number; net_fen: number; discount_fen: number; promoted_fen: number; fee_fen: number }
/** `first` is a line of the group, for its names. */
export interface Group extends Sums { key: string; first: DayLine }

/** Fees and the merchant's own promotions at the channel are a whole bill's: their lines have no method, cashier or terminal. */
export const isFeeLine = (line: DayLine) => line.method === '';

const KEYS: Record<Grouping, (line: DayLine) => string> = {
  day: (line) => line.day,
  store: (line) => line.store_id,
  channel: (line) => line.channel,
  method: (line) => `${line.channel} ${line.method}`,
  cashier: (line) => (isFeeLine(line) ? ' fees' : line.cashier),
  terminal: (line) => (isFeeLine(line) ? ' fees' : line.terminal),
};

export const nothing = (): Sums => ({ paid: 0, paid_fen: 0, returned: 0, returned_fen: 0, net_fen: 0, discount_fen: 0, promoted_fen: 0, fee_fen: 0 });

export function add(sums: Sums, line: DayLine): void {
  sums.paid += line.paid;
  sums.paid_fen += line.paid_fen;
  sums.returned += line.returned;
  sums.returned_fen += line.returned_fen;
  sums.net_fen += line.paid_fen - line.returned_fen;
  sums.discount_fen += line.discount_fen;
  sums.promoted_fen += line.promoted_fen;
  sums.fee_fen += line.fee_fen;
}

export function sumsOf(lines: readonly DayLine[]): Sums {
  const sums = nothing();
  for (const line of lines) add(sums, line);
  return sums;
}

/** Days from the newest; everything else by the most money taken. */
export function groupsOf(lines: readonly DayLine[], by: Grouping): Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    const key = KEYS[by](line);
    const group = groups.get(key) ?? { key, first: line, ...nothing() };
    add(group, line);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => (by === 'day' ? (a.key < b.key ? 1 : -1) : b.paid_fen - a.paid_fen || (a.key < b.key ? -1 : 1)));
}

export interface DaySums extends Sums { day: string }

/** Every day of the span, those without money too, so that a gap shows as one. */
export function trendOf(lines: readonly DayLine[], days: Days): DaySums[] {
  const found = new Map(groupsOf(lines, 'day').map((group) => [group.key, group]));
  return daysOf(days).map((day) => ({ ...nothing(), ...found.get(day), day }));
}
