/** The ladder's figures as people read them. */
import type { Interval, LadderFigures, Share } from '@shared/types';

const points = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value * 100).toFixed(1)}`;

/** `43.0% (38.2–48.0)`; a dash where nothing was counted. */
export function shareWords(share: Share): string {
  if (!share.interval) return '—';
  const { low, value, high } = share.interval;
  return `${(value * 100).toFixed(1)}% (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)})`;
}

/** `+12.3 (+4.0 … +20.1)` in percentage points. */
export function effectWords(effect: Interval | null): string {
  return effect ? `${points(effect.value)} (${points(effect.low)} … ${points(effect.high)})` : '—';
}

/** What the interval lets one say: it brings something, it costs something, or nobody can tell yet. */
export function verdictOf(effect: Interval | null): 'helps' | 'harms' | 'unsure' | 'unknown' {
  if (!effect) return 'unknown';
  if (effect.low > 0) return 'helps';
  return effect.high < 0 ? 'harms' : 'unsure';
}

export type Verdict = ReturnType<typeof verdictOf>;

type DebtRung = NonNullable<LadderFigures['debts']>[number];
/** What every ladder's rungs have in common. */
export type ToldRung = Pick<DebtRung, 'rung' | 'way' | 'told' | 'delivered' | 'undeliverable' | 'in_doubt' | 'skipped'>;
/** A column of what a rung brought. */
export interface Brought<R> { key: string; label: string; text: (rung: R) => string; verdict?: (rung: R) => Verdict }

export interface Whisker { at: number; low: number; value: number; high: number }

/** Bars with their intervals in percent, one pair a rung; a rung of which nothing was counted has none. */
export function whiskersOf(rungs: LadderFigures['rungs'], of: 'recovered' | 'held_out'): Whisker[] {
  return rungs.flatMap((rung, at) => {
    const interval = rung[of].interval;
    return interval ? [{ at, low: interval.low * 100, value: interval.value * 100, high: interval.high * 100 }] : [];
  });
}

/** Where the drawing ends: the highest whisker, in whole tens of percent. */
export function topOf(rungs: LadderFigures['rungs']): number {
  const highs = [...whiskersOf(rungs, 'recovered'), ...whiskersOf(rungs, 'held_out')].map(({ high }) => high);
  return Math.min(100, Math.max(10, Math.ceil(Math.max(0, ...highs) / 10) * 10));
}

/** The month before the one of this day, such as `2026-10`. */
export function monthBefore(day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}
