/** How urgent a ticket is (A6). */

export type Urgency = 'fresh' | 'slow' | 'late';

export const SLOW_AFTER_S = 5 * 60;
export const LATE_AFTER_S = 10 * 60;

export function urgencyOf(seconds: number): Urgency {
  if (seconds >= LATE_AFTER_S) return 'late';
  return seconds >= SLOW_AFTER_S ? 'slow' : 'fresh';
}

/** Whole seconds a ticket has waited; a clock that runs ahead never makes it negative. */
export function waited(queuedAt: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(queuedAt)) / 1000));
}

/** How old the screen's knowledge is: fine, doubtful, or not to be trusted. */
export function trustOf(silentMs: number | null): Urgency {
  if (silentMs === null || silentMs > 60_000) return 'late';
  return silentMs > 25_000 ? 'slow' : 'fresh';
}
