/** Entries and reports as they are told. */
import type { AppealState, EntryView, ScorecardView } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';

export type Standing = 'in-force' | 'proposed' | 'over' | 'removed';

export function standingOf(entry: Pick<EntryView, 'is_in_force' | 'state' | 'proposed_removal'>): Standing {
  if (entry.is_in_force) return entry.proposed_removal ? 'proposed' : 'in-force';
  return entry.state === 'REMOVED' ? 'removed' : 'over';
}

export const standingTone: Record<Standing, Tone> = { 'in-force': 'bad', proposed: 'note', over: 'plain', removed: 'ok' };
export const appealTone: Record<AppealState, Tone> = { NONE: 'plain', WAITING: 'wait', GRANTED: 'ok', REJECTED: 'bad' };

export interface Measure { name: 'auc' | 'brier' | 'ece'; ours: string; rule: string; gain: string }

type Report = ScorecardView['report'];

/** `0.81 (0.79–0.83)` of a middle and its interval. */
function intervalText(told: unknown): string {
  if (!Array.isArray(told) || typeof told[0] !== 'number') return '—';
  const [middle, low, high] = told.map((one: number) => one.toFixed(3));
  return low && high ? `${middle} (${low}–${high})` : String(middle);
}

/** What a report says of the card beside the rule it has to beat. */
export function measuresOf(report: Report): Measure[] {
  return (['auc', 'brier', 'ece'] as const)
    .filter((name) => name in report)
    .map((name) => ({ name, ours: intervalText(report[name]), rule: intervalText(report[`rule_${name}`]), gain: intervalText(report[`${name}_gain`]) }));
}

/** How many orders it was judged on; null where a report does not say. */
export function judgedOn(report: Report): { orders: number; unpaid: number } | null {
  return (report.judged_on as { orders: number; unpaid: number } | undefined) ?? null;
}

/** The features that drifted most, and how far. */
export function driftOf(report: Report, most = 3): { name: string; psi: number }[] {
  return Object.entries((report.drift as Record<string, number> | undefined) ?? {})
    .map(([name, psi]) => ({ name, psi }))
    .sort((a, b) => b.psi - a.psi)
    .slice(0, most);
}

export const unevenOf = (report: Report) => (report.look_at as string[] | undefined) ?? null;
