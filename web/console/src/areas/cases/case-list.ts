/** Which cases stand under which tab, and how much time they have. */
import { t } from '@/words';
import { wallTime } from '@shared/store-time';
import type { CaseState, CaseView } from '@shared/types';
import { zone } from '@/session/zone';

export type Tab = 'open' | 'overdue' | 'second' | 'done';
export const TABS: readonly Tab[] = ['open', 'overdue', 'second', 'done'];

export const stateOf = (tab: Tab): CaseState => (tab === 'done' ? 'RESOLVED' : 'OPEN');

export function isOverdue(one: CaseView, now: number): boolean {
  return one.state === 'OPEN' && (one.is_overdue || Date.parse(one.deadline) < now);
}

/** The most urgent first; what is done, the latest first. */
export function casesOf(tab: Tab, cases: readonly CaseView[], now: number): CaseView[] {
  const today = wallTime(now, zone.value).day;
  const fits: Record<Tab, (one: CaseView) => boolean> = {
    open: () => true,
    overdue: (one) => isOverdue(one, now),
    second: (one) => Boolean(one.proposal),
    done: (one) => one.resolved_at !== null && wallTime(one.resolved_at, zone.value).day === today,
  };
  const shown = cases.filter((one) => one.state === stateOf(tab) && fits[tab](one));
  return tab === 'done'
    ? shown.sort((a, b) => ((a.resolved_at ?? '') < (b.resolved_at ?? '') ? 1 : -1))
    : shown.sort((a, b) => (a.deadline < b.deadline ? -1 : 1));
}

const ABOUT_BILLS: readonly CaseView['type'][] = ['books-differ', 'bill-missing', 'bill-refused'];

/** Where the bill stands that a case is about, as the address of 对账; null where it is about none. */
export function billPlace({ type, subject, reason }: Pick<CaseView, 'type' | 'subject' | 'reason'>): Record<string, string> | null {
  if (!ABOUT_BILLS.includes(type)) return null;
  const day = /:(\d{4}-\d\d-\d\d)$/.exec(subject)?.[1] ?? /bill of (\d{4}-\d\d-\d\d)/.exec(reason)?.[1];
  return day ? { since: day, until: day } : {};
}

/** `mm:ss` or hours and minutes until or since the deadline. */
export function spanText(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  if (minutes < 60) return `${two(minutes)}:${two(Math.floor(Math.abs(ms) / 1000) % 60)}`;
  return t('time.h-min', { h: Math.floor(minutes / 60), min: minutes % 60 });
}
