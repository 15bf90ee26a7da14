import type { OpeningHours } from '@shared/types';
import { t } from '@/words';

const WEEK = [0, 1, 2, 3, 4, 5, 6] as const;

/** Opening hours in a line; the same every day is said once. */
export function hoursText(hours: readonly OpeningHours[]): string {
  const short = (time: string) => time.slice(0, 5);
  const spans = WEEK.map((day) =>
    hours.filter((one) => one.weekday === day).map((one) => `${short(one.opens)}–${short(one.closes)}`).join(' '),
  );
  const first = spans[0];
  if (first && spans.every((span) => span === first) && !first.includes(' ')) {
    const [opens = '', closes = ''] = first.split('–');
    if (opens === closes) return t('stores.all-day');
    return t('stores.hours-all', { opens, closes });
  }
  return WEEK.filter((day) => spans[day]).map((day) => `${t(`weekday.${day}`)} ${spans[day]}`).join(' · ');
}
