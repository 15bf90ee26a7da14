import { describe, expect, test } from 'vitest';
import type { CaseView, DeviceView, ItemView } from '@shared/types';
import { billPlace, casesOf, spanText } from '@/areas/cases/case-list';
import { dropTone, kitchenTone, successTone } from '@/areas/dashboard/figures';
import { conditionOf, healthOf } from '@/areas/devices/device-state';
import { changesOf, formOf, isComplete } from '@/areas/menu/item-form';
import { item, sizes } from './makers';

const NOW = Date.parse('2026-11-26T04:00:00Z');
const one = (id: string, change: Partial<CaseView>) =>
  ({ id, state: 'OPEN', deadline: '2026-11-26T05:00:00Z', is_overdue: false, resolved_at: null, proposal: null, ...change }) as CaseView;

describe('cases', () => {
  const late = one('late', { deadline: '2026-11-26T03:59:00Z' });
  const proposed = one('proposed', { proposal: { action: 'refund', words: '', by: 'a', at: '', reentry: null } });
  const done = one('done', { state: 'RESOLVED', resolved_at: '2026-11-26T03:00:00Z' });
  const old = one('old', { state: 'RESOLVED', resolved_at: '2026-11-20T03:00:00Z' });
  const all = [proposed, old, late, done];
  const ids = (tab: Parameters<typeof casesOf>[0]) => casesOf(tab, all, NOW).map((each) => each.id);

  test('stand under their tab, the most urgent first', () => {
    expect(ids('open')).toEqual(['late', 'proposed']);
    expect(ids('overdue')).toEqual(['late']);
    expect(ids('second')).toEqual(['proposed']);
    expect(ids('done')).toEqual(['done']);
  });

  test('about a bill lead to it, or to its day', () => {
    const place = (type: CaseView['type'], subject: string, reason = '') => billPlace({ type, subject, reason });
    expect(place('books-differ', 'surprises:wechat:1900000001:2026-11-23')).toEqual({ since: '2026-11-23', until: '2026-11-23' });
    expect(place('bill-missing', 'wechat:190:2026-11-23')).toEqual({ since: '2026-11-23', until: '2026-11-23' });
    expect(place('books-differ', '8621', "shortage in wechat's bill of 2026-11-23: P01; why")).toEqual({ since: '2026-11-23', until: '2026-11-23' });
    expect(place('refund-failed', 'wechat:190:2026-11-23')).toBeNull();
  });

  test('a span reads as minutes, then as hours', () => {
    expect(spanText(125_000)).toBe('02:05');
    expect(spanText(-3_720_000)).toBe('1 小时 2 分');
  });
});

describe('devices', () => {
  const device = (change: Partial<DeviceView>) =>
    ({ kind: 'pos', is_paired: true, is_silent: false, retired_at: null, health: null, last_seen_at: null, ...change }) as DeviceView;

  test('a printer needs no pairing, a till does', () => {
    expect(conditionOf(device({ kind: 'printer', is_paired: false }))).toBe('ready');
    expect(conditionOf(device({ is_paired: false }))).toBe('unpaired');
    expect(conditionOf(device({ is_silent: true }))).toBe('silent');
    expect(conditionOf(device({ retired_at: '2026-11-26T00:00:00Z', is_silent: true }))).toBe('retired');
  });

  test('a clock off by more than a moment is said', () => {
    const health = { device_time: '2026-11-26T04:02:00Z', queue_length: 3 };
    expect(healthOf(device({ health, last_seen_at: '2026-11-26T04:00:00Z' }))).toMatchObject({ skew: 120, queue: 3 });
    expect(healthOf(device({ health, last_seen_at: '2026-11-26T04:01:58Z' })).skew).toBe(0);
  });
});

describe('a dish being edited', () => {
  const dish: ItemView = item('1', 1200, { specifications: [sizes], station: '热菜' });

  test('sends only what differs', () => {
    const after = { ...formOf(dish, 'c'), price_fen: 1300 };
    expect(changesOf(formOf(dish, 'c'), after)).toEqual({ price_fen: 1300 });
    expect(changesOf(formOf(dish, 'c'), formOf(dish, 'c'))).toEqual({});
  });

  test('is refused while a group cannot be satisfied', () => {
    const form = formOf(dish, 'c');
    expect(isComplete(form)).toBe(true);
    expect(isComplete({ ...form, specifications: [{ ...sizes, least: 3, most: 2 }] })).toBe(false);
    expect(isComplete({ ...form, specifications: [{ ...sizes, most: 5 }] })).toBe(false);
    expect(isComplete({ ...form, price_fen: 0 })).toBe(false);
  });
});

describe('figures', () => {
  const figures = (change: object) => ({ drop_share: null, success_share: null, oldest_ticket_s: null, ...change }) as Parameters<typeof dropTone>[0];

  test('are judged by the goals', () => {
    expect([dropTone(figures({})), dropTone(figures({ drop_share: 0.004 })), dropTone(figures({ drop_share: 0.006 }))]).toEqual(['plain', 'ok', 'bad']);
    expect([successTone(figures({ success_share: 0.995 })), successTone(figures({ success_share: 0.95 }))]).toEqual(['ok', 'wait']);
    expect([kitchenTone(figures({ oldest_ticket_s: 30 })), kitchenTone(figures({ oldest_ticket_s: 700 }))]).toEqual(['plain', 'bad']);
  });
});
