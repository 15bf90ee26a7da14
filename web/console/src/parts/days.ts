/** Spans of days as `2026-11-28`, both ends included. */
import type { Days } from '@/api/books';

/** The server shows a quarter at once. */
export const LONGEST_DAYS = 93;
const DAY_MS = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** The day so many days later; earlier where `n` is negative. */
export const dayAfter = (day: string, n: number) => new Date(at(day) + n * DAY_MS).toISOString().slice(0, 10);

/** So many days, the last of them `until`. */
export const lastDays = (until: string, n: number): Days => ({ since: dayAfter(until, 1 - n), until });

/** How many days it is; 0 or less where the ends stand the wrong way round. */
export const lengthOf = ({ since, until }: Days) => Math.round((at(until) - at(since)) / DAY_MS) + 1;

/** Every day of the span, the first one first. */
export const daysOf = (days: Days) => Array.from({ length: Math.max(0, lengthOf(days)) }, (_, n) => dayAfter(days.since, n));

/** What is wrong with a span, as the end of a message's key; null where nothing is. */
export function faultOf({ since, until }: Days): 'incomplete' | 'backwards' | 'too-long' | null {
  const length = lengthOf({ since, until });
  if (!since || !until || Number.isNaN(length)) return 'incomplete';
  if (length < 1) return 'backwards';
  return length > LONGEST_DAYS ? 'too-long' : null;
}
