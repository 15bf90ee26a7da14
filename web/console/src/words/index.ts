/** Every sentence of the console, in Chinese and English. */
import { fill, nameIn, translator, type Locale, type SlotValues, type TableLike } from '@shared/i18n';
import { sentenceOf } from '@/api/problem';
import { preferences } from '@/session/preferences';
import { booksEn, booksZh } from './books';
import { casesEn, casesZh } from './cases';
import { commonEn, commonZh } from './common';
import { dashboardEn, dashboardZh } from './dashboard';
import { devicesEn, devicesZh } from './devices';
import { differencesEn, differencesZh } from './differences';
import { entranceEn, entranceZh } from './entrance';
import { incidentsEn, incidentsZh } from './incidents';
import { kitchenEn, kitchenZh } from './kitchen';
import { ladderEn, ladderZh } from './ladder';
import { membersEn, membersZh } from './members';
import { menuEn, menuZh } from './menu';
import { ordersEn, ordersZh } from './orders';
import { policiesEn, policiesZh } from './policies';
import { posEn, posZh } from './pos';
import { reportsEn, reportsZh } from './reports';
import { riskEn, riskZh } from './risk';
import { routesEn, routesZh } from './routes';
import { staffEn, staffZh } from './staff';
import { statementsEn, statementsZh } from './statements';
import { unpaidEn, unpaidZh } from './unpaid';

export const zh = {
  ...commonZh, ...entranceZh, ...kitchenZh, ...posZh, ...ordersZh, ...casesZh, ...menuZh, ...devicesZh,
  ...dashboardZh, ...staffZh, ...routesZh, ...membersZh, ...incidentsZh, ...unpaidZh,
  ...policiesZh, ...riskZh, ...ladderZh, ...booksZh, ...differencesZh, ...reportsZh, ...statementsZh,
} as const;
export const en: TableLike<typeof zh> = {
  ...commonEn, ...entranceEn, ...kitchenEn, ...posEn, ...ordersEn, ...casesEn, ...menuEn, ...devicesEn,
  ...dashboardEn, ...staffEn, ...routesEn, ...membersEn, ...incidentsEn, ...unpaidEn,
  ...policiesEn, ...riskEn, ...ladderEn, ...booksEn, ...differencesEn, ...reportsEn, ...statementsEn,
};

export type Key = keyof typeof zh;

const translate = translator(zh, en);

/** The sentence for `key` in the language chosen on this machine. */
export function t<K extends Key>(key: K, ...values: SlotValues<(typeof zh)[K]>): string {
  return translate(preferences.locale, key, ...values);
}

/** The word for a code of the server, or the code itself when it is newer than this page. */
export function word(group: string, code: string, values: Record<string, string | number> = {}): string {
  const table: Record<string, string> = preferences.locale === 'en' ? en : zh;
  const text = table[`${group}.${code}`];
  return text === undefined ? code : fill(text, values);
}

/** A name that the shop gave in both languages. */
export function named(thing: { name: string; name_en?: string | null }): string {
  return nameIn(preferences.locale, thing);
}

/** How the dish of a line is wanted, in the language now; what has no English word keeps its own. */
export function choicesOf(line: { choices: readonly string[]; choices_en?: readonly string[] }): string {
  return line.choices.map((name, at) => named({ name, name_en: line.choices_en?.[at] })).join(' · ');
}

/** What went wrong, as a sentence. */
export function sorry(error: unknown): string {
  return sentenceOf(error, preferences.locale);
}

/** The language now. */
export function locale(): Locale {
  return preferences.locale;
}
