/** Every field of a policy: where it stands, what may be typed, between which bounds. A test holds it to the contract. */
import type { DebtRung, Policy, Rung, RungChannel } from '@shared/types';
import { moneyText } from '@shared/money';
import type { Fields } from '@/api/policies';
import { t, word } from '@/words';

export type Unit = 'minutes' | 'hours' | 'seconds' | 'days' | 'percent' | 'clock' | 'times' | 'score' | 'tickets';
export type Field =
  | { path: string; kind: 'number'; unit: Unit; least: number; most: number }
  | { path: string; kind: 'money'; least: number; most: number }
  | { path: string; kind: 'switch' }
  | { path: string; kind: 'wish'; choices: readonly string[] }
  | { path: string; kind: 'text' }
  | { path: string; kind: 'name' }
  | { path: string; kind: 'rungs' }
  | { path: string; kind: 'debt-rungs' }
  | { path: string; kind: 'ways' };
export type Value = number | string | boolean | null | readonly Rung[] | readonly DebtRung[] | readonly RungChannel[];
export type Draft = Record<string, Value>;
export interface Group { name: string; fields: readonly Field[] }

const MOST_FEN = 100_000_000;
const number = (path: string, unit: Unit, least: number, most: number): Field => ({ path, kind: 'number', unit, least, most });
const money = (path: string): Field => ({ path, kind: 'money', least: 0, most: MOST_FEN });
const yesNo = (path: string): Field => ({ path, kind: 'switch' });

export const RUNG = { after: { least: 1, most: 1440 }, incentive: { least: 0, most: 10_000 }, mostRungs: 10, days: { least: -30, most: 90 }, mostWays: 3, template: /^[0-9A-Za-z_-]{1,64}$/ } as const;
const SALT = /^[0-9A-Za-z_-]{0,32}$/;
/** Where nobody need have the page open. */
export const SENT_WAYS: readonly RungChannel[] = ['subscription', 'customer-service', 'sms', 'voice-call'];
const ENTRIES = ['mini-program', 'h5', 'table', 'kiosk', 'tablet', 'pos', 'meituan', 'eleme'];

export const GROUPS: readonly Group[] = [
  { name: 'retention_minutes', fields: ENTRIES.map((entry) => number(`retention_minutes.${entry}`, 'minutes', 1, 1440)) },
  { name: 'after', fields: [number('failed_hold_minutes', 'minutes', 0, 240), number('revive_within_minutes', 'minutes', 0, 10_080)] },
  {
    name: 'reminding',
    fields: [
      { path: 'reminding.rungs', kind: 'rungs' },
      number('reminding.countdown_every_minutes', 'minutes', 1, 60),
      number('reminding.quiet_from_hour', 'clock', 0, 23),
      number('reminding.quiet_until_hour', 'clock', 0, 23),
      number('reminding.most_per_order', 'times', 0, 20),
      number('reminding.most_per_day', 'times', 0, 50),
      number('reminding.holdout_percent', 'percent', 0, 50),
      { path: 'reminding.holdout_salt', kind: 'text' },
    ],
  },
  {
    name: 'collecting',
    fields: [
      { path: 'collecting.rungs', kind: 'debt-rungs' },
      number('collecting.at_hour', 'clock', 0, 23),
      number('collecting.quiet_from_hour', 'clock', 0, 23),
      number('collecting.quiet_until_hour', 'clock', 0, 23),
      number('collecting.most_per_debt', 'times', 0, 20),
      number('collecting.most_per_day', 'times', 0, 20),
      number('collecting.case_after_hours', 'hours', 0, 720),
    ],
  },
  {
    name: 'failures',
    fields: [
      { path: 'failures.ways', kind: 'ways' },
      { path: 'failures.template', kind: 'name' },
      number('failures.tell_after_seconds', 'seconds', 5, 600),
      number('failures.quiet_from_hour', 'clock', 0, 23),
      number('failures.quiet_until_hour', 'clock', 0, 23),
      number('failures.most_per_order', 'times', 0, 20),
      number('failures.most_per_day', 'times', 0, 50),
    ],
  },
  {
    name: 'risk',
    fields: [
      number('risk.preauthorise_below_score', 'score', 0, 1000),
      number('risk.guarantee_within_minutes', 'minutes', 3, 240),
      number('blacklist.after_malicious', 'times', 1, 100),
      number('blacklist.within_days', 'days', 1, 180),
      number('blacklist.lasts_days', 'days', 1, 3650),
      number('blacklist.appeal_within_days', 'days', 1, 3650),
    ],
  },
  { name: 'compliance', fields: [money('compliance_above_fen'), money('four_eyes_above_fen'), number('bad_debt_after_hours', 'hours', 1, 8760), number('hand_back_within_minutes', 'minutes', 1, 1440)] },
  { name: 'compensation', fields: [money('compensation.per_case_fen'), money('compensation.per_day_fen'), money('compensation.fund_per_month_fen')] },
  { name: 'coupons', fields: [number('coupons.valid_days', 'days', 1, 366), yesNo('coupons.are_returned')] },
  {
    name: 'late_money',
    fields: [
      { path: 'late_money.default_wish', kind: 'wish', choices: ['meal', 'money'] },
      number('late_money.ask_seconds', 'seconds', 0, 600),
      number('late_money.busy_above_tickets', 'tickets', 0, 10_000),
    ],
  },
  {
    name: 'incidents',
    fields: [
      yesNo('incidents.moves_by_itself'),
      number('incidents.moved_for_minutes', 'minutes', 1, 1440),
      number('incidents.make_good_percent', 'percent', 20, 100),
    ],
  },
];
export const FIELDS: readonly Field[] = GROUPS.flatMap((group) => group.fields);

/** A policy laid flat, path by path; only what this server knows of. */
export function draftOf(policy: Policy): Draft {
  const draft: Draft = {};
  for (const { path } of FIELDS) {
    const value = path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], policy);
    if (value !== undefined) draft[path] = value as Value;
  }
  return draft;
}

const isSame = (a: Value | undefined, b: Value | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** The fields in which two drafts differ. */
export const changesOf = (before: Draft, after: Draft): Field[] => FIELDS.filter(({ path }) => !isSame(before[path], after[path]));

/** What is sent: the changed fields alone, each in its place. */
export function sentOf(changes: readonly Field[], draft: Draft): Fields {
  const sent: Fields = {};
  for (const { path } of changes) {
    const names = path.split('.');
    const last = names.pop()!;
    const part = names.reduce<Fields>((place, name) => (place[name] ??= {}) as Fields, sent);
    part[last] = draft[path];
  }
  return sent;
}

/** A value as people read it. */
export function valueText(field: Field, value: Value | undefined): string {
  if (value === undefined || value === null) return '—';
  switch (field.kind) {
    case 'money': return moneyText(value as number);
    case 'switch': return value ? t('policies.on') : t('policies.off');
    case 'wish': return word('wish', String(value));
    case 'number': return `${String(value)} ${word('unit', field.unit)}`;
    case 'rungs': return (value as readonly Rung[]).map(rungText).join(' · ') || t('rung.none');
    case 'debt-rungs': return (value as readonly DebtRung[]).map(debtRungText).join(' · ') || t('rung.none');
    case 'ways': return (value as readonly RungChannel[]).map((way) => word('rung-channel', way)).join(' → ') || t('rung.none');
    default: return String(value) || '—';
  }
}

function rungText({ after_minutes: minutes, channel, incentive_fen: fen }: Rung): string {
  const by = word('rung-channel', channel);
  return fen ? t('rung.text-coupon', { minutes, channel: by, amount: moneyText(fen) }) : t('rung.text', { minutes, channel: by });
}

export function daysText(days: number): string {
  if (days === 0) return t('debt-rung.on-day');
  return days < 0 ? t('debt-rung.before', { n: -days }) : t('debt-rung.later', { n: days });
}

const debtRungText = ({ days_from_due: days, channel }: DebtRung) => `${daysText(days)} ${word('rung-channel', channel)}`;

const isWithin = (value: unknown, least: number, most: number) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const isSoundRung = ({ after_minutes: minutes, template, incentive_fen: fen }: Rung) =>
  isWithin(minutes, RUNG.after.least, RUNG.after.most) && RUNG.template.test(template) && isWithin(fen, RUNG.incentive.least, RUNG.incentive.most);

function rungTrouble(rungs: readonly Rung[]): string {
  if (!rungs.every(isSoundRung)) return t('policies.rung-bad');
  return rungs.every((rung, n) => n === 0 || rung.after_minutes > rungs[n - 1]!.after_minutes) ? '' : t('policies.rung-order');
}

function debtRungTrouble(rungs: readonly DebtRung[]): string {
  const isSound = ({ days_from_due: days, template }: DebtRung) => isWithin(days, RUNG.days.least, RUNG.days.most) && RUNG.template.test(template);
  if (!rungs.every(isSound)) return t('policies.debt-rung-bad');
  return rungs.every((rung, n) => n === 0 || rung.days_from_due > rungs[n - 1]!.days_from_due) ? '' : t('policies.rung-order');
}

/** What is wrong with a value before anybody is asked; empty when nothing is. */
export function troubleOf(field: Field, value: Value | undefined): string {
  if (value === undefined) return '';
  switch (field.kind) {
    case 'number': return isWithin(value, field.least, field.most) ? '' : t('policies.bounds', { least: field.least, most: field.most });
    case 'money': return isWithin(value, field.least, field.most) ? '' : t('policies.bounds-money', { least: moneyText(field.least), most: moneyText(field.most) });
    case 'rungs': return rungTrouble(value as readonly Rung[]);
    case 'debt-rungs': return debtRungTrouble(value as readonly DebtRung[]);
    case 'name': return RUNG.template.test(String(value)) ? '' : t('policies.bad-text');
    case 'text': return SALT.test(String(value)) ? '' : t('policies.bad-text');
    default: return '';
  }
}
