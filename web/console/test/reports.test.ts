import { describe, expect, test } from 'vitest';
import type { DayLine } from '@shared/types';
import { GROUPINGS, groupsOf, sumsOf, trendOf } from '@/areas/reports/grouping';

const line = (change: Partial<DayLine>): DayLine => ({
  day: '2026-11-23', store_id: 's', store: '校园店', channel: 'wechat', method: 'native', cashier: '', terminal: '', paid: 0, paid_fen: 0, returned: 0,
  returned_fen: 0, discount_fen: 0, promoted_fen: 0, fee_fen: 0, ...change,
});
const LINES = [
  line({ paid: 2, paid_fen: 3600, discount_fen: 500 }),
  line({ day: '2026-11-25', returned: 1, returned_fen: 1800 }),
  line({ channel: 'cash', method: 'cash', cashier: '小王', paid: 1, paid_fen: 1200 }),
  line({ method: '', promoted_fen: 300, fee_fen: 22 }),
  line({ store_id: 't', paid: 1, paid_fen: 9900 }),
];

describe('the daily report', () => {
  test('whatever it is grouped by, it comes to the same', () => {
    const whole = sumsOf(LINES);
    expect(whole).toEqual({ paid: 4, paid_fen: 14700, returned: 1, returned_fen: 1800, net_fen: 12900, discount_fen: 500, promoted_fen: 300, fee_fen: 22 });
    for (const by of GROUPINGS) {
      const groups = groupsOf(LINES, by);
      for (const key of Object.keys(whole) as (keyof typeof whole)[]) expect(groups.reduce((sum, one) => sum + one[key], 0), `${by} ${key}`).toBe(whole[key]);
    }
  });

  test('days stand from the newest, the rest by the most money', () => {
    expect(groupsOf(LINES, 'day').map(({ key }) => key)).toEqual(['2026-11-25', '2026-11-23']);
    expect(groupsOf(LINES, 'store').map(({ key }) => key)).toEqual(['t', 's']);
    expect(groupsOf(LINES, 'channel').map(({ key }) => key)).toEqual(['wechat', 'cash']);
  });

  test('fees, which nobody took, stand apart from what guests paid by themselves', () => {
    expect(groupsOf(LINES, 'cashier').map(({ key, fee_fen }) => [key, fee_fen])).toEqual([['', 0], ['小王', 0], [' fees', 22]]);
    expect(groupsOf(LINES, 'method').map(({ key }) => key)).toEqual(['wechat native', 'cash cash', 'wechat ']);
  });

  test('a day without money shows as one', () => {
    const trend = trendOf(LINES, { since: '2026-11-23', until: '2026-11-26' });
    expect(trend.map(({ day, net_fen }) => [day, net_fen])).toEqual([['2026-11-23', 14700], ['2026-11-24', 0], ['2026-11-25', -1800], ['2026-11-26', 0]]);
  });
});
