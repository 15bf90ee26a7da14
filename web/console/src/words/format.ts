/** Times and shares as people read them. Money has its own place in ../shared/money.ts. */
import { wallTime } from '@shared/store-time';
import { zone } from '@/session/zone';
import { t } from './index';

/** `14:05`, on the wall of the store. */
export const timeText = (iso: string) => wallTime(iso, zone.value).time;

/** `14:05:09`. */
export const secondText = (iso: string) => wallTime(iso, zone.value).precise;

/** `11-26 14:05`. */
export function momentText(iso: string): string {
  const { day, time } = wallTime(iso, zone.value);
  return `${day.slice(5)} ${time}`;
}

/** `2026-11-26`, where a year may lie between. */
export const dayText = (iso: string) => wallTime(iso, zone.value).day;

/** `12 秒前`, `3 分钟前`, `2 小时前`. */
export function agoText(iso: string | null, now: number): string {
  if (iso === null) return t('time.never');
  const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
  if (seconds < 2) return t('time.now');
  if (seconds < 60) return t('time.ago-s', { n: seconds });
  if (seconds < 3600) return t('time.ago-min', { n: Math.floor(seconds / 60) });
  return t('time.ago-h', { n: Math.floor(seconds / 3600) });
}

/** `0.9873` → `98.7%`; null → `—`. */
export function shareText(share: number | null): string {
  return share === null ? '—' : `${(share * 100).toFixed(share < 0.1 && share > 0 ? 2 : 1)}%`;
}
