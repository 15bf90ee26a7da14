import { describe, expect, test } from 'vitest';
import type { Incident, UnpaidCounts } from '@shared/types';
import { requestsOf } from '@/api/unpaid';
import { curvesOf, findingOf, minutesOf, sorted } from '@/areas/incidents/incident-list';
import { driftOf, measuresOf, standingOf } from '@/areas/risk/risk-list';
import { EVERYTHING, filterOf, outcomesOf, reasonTabs } from '@/areas/unpaid/unpaid-list';
import { toldLines } from '@/parts/score';

const incident = (change: Partial<Incident>) =>
  ({ id: 'i', kind: 'payments', channel: 'wechat', state: 'OPEN', began_at: '2026-11-24T04:00:00Z', found_at: '2026-11-24T04:01:00Z', ended_at: null, found_bp: 9000, usual_bp: 100, ...change }) as Incident;

describe('incidents', () => {
  test('those that last come first, then the newest', () => {
    const over = (id: string, at: string) => incident({ id, state: 'OVER', found_at: at });
    const list = sorted([over('old', '2026-11-20T04:00:00Z'), over('new', '2026-11-25T04:00:00Z'), incident({ id: 'live' })]);
    expect(list.map(({ id }) => id)).toEqual(['live', 'new', 'old']);
  });

  test('a finding is told from its numbers', () => {
    expect(findingOf(incident({}))).toBe('微信支付最近的付款有 90.0% 没有成功，平时这个时段是 1.00%。');
    expect(findingOf(incident({ kind: 'words', channel: '', found_bp: 140_000, usual_bp: 5000 }))).toBe('一小时内有 14 条涉及付款的公开言论，平时是 0.5 条。');
  });

  test('it lasts until it ended, or until now', () => {
    expect(minutesOf(incident({}), Date.parse('2026-11-24T04:20:00Z'))).toBe(20);
    expect(minutesOf(incident({ ended_at: '2026-11-24T04:05:00Z' }), Date.parse('2026-11-24T09:00:00Z'))).toBe(5);
  });

  test('a minute without an attempt is drawn as none, not left out', () => {
    const at = (minute: number, channel: string, bad: number) => ({ channel, at: `2026-11-24T04:0${minute}:00Z`, seen: 3, bad });
    const { times, curves } = curvesOf([at(1, 'wechat', 2), at(2, 'alipay', 0), at(4, 'wechat', 3)]);
    expect(times).toHaveLength(4);
    expect(curves).toEqual([
      { channel: 'wechat', seen: [3, 0, 0, 3], bad: [2, 0, 0, 3] },
      { channel: 'alipay', seen: [0, 3, 0, 0], bad: [0, 0, 0, 0] },
    ]);
    expect(curvesOf([])).toEqual({ times: [], curves: [] });
  });
});

describe('unpaid orders', () => {
  test('what is not filtered is not sent', () => {
    expect(filterOf(EVERYTHING)).toEqual({});
    expect(filterOf({ ...EVERYTHING, reason: 'our-fault', leastMinutes: 10, leastFen: 0, seen: 'no' })).toEqual({ reasons: ['our-fault'], least_minutes: 10, least_fen: 0, is_seen: false });
  });

  test('the chosen reason keeps its tab when nobody is left under it', () => {
    const counts = { reasons: [{ reason: 'app-killed', orders: 2 }, { reason: 'never-tried', orders: 5 }] } as UnpaidCounts;
    expect(reasonTabs(counts, 'our-fault')).toEqual([
      { reason: 'never-tried', orders: 5 },
      { reason: 'app-killed', orders: 2 },
      { reason: 'our-fault', orders: 0 },
    ]);
    expect(reasonTabs(undefined, '')).toEqual([]);
  });

  test('each store is asked for its own orders, fifty at once', () => {
    const orders = [...Array.from({ length: 60 }, (_, n) => ({ id: `a${n}`, store_id: 'a' })), { id: 'b0', store_id: 'b' }];
    const requests = requestsOf({ chase: 'ask', words: '', orders });
    expect(requests.map(({ storeId, body }) => [storeId, body.order_ids.length])).toEqual([['a', 50], ['a', 10], ['b', 1]]);
  });

  test('a preview says first what is done', () => {
    const chased = (['is-paid', 'closes', 'is-paid', 'closes', 'is-paid'] as const).map((outcome, n) => ({ order_id: String(n), outcome, asked: 0 }));
    expect(outcomesOf(chased)).toEqual([{ outcome: 'closes', orders: 2 }, { outcome: 'is-paid', orders: 3 }]);
  });
});

describe('risk', () => {
  test('an entry that one person would remove waits for the second', () => {
    const lift = { by: '甲', words: '误判', at: '2026-11-24T04:00:00Z' };
    expect(standingOf({ is_in_force: true, state: 'ACTIVE', proposed_removal: null })).toBe('in-force');
    expect(standingOf({ is_in_force: true, state: 'ACTIVE', proposed_removal: lift })).toBe('proposed');
    expect(standingOf({ is_in_force: false, state: 'REMOVED', proposed_removal: lift })).toBe('removed');
    expect(standingOf({ is_in_force: false, state: 'ACTIVE', proposed_removal: null })).toBe('over');
  });

  test('a feature that is not known and costs nothing has no line', () => {
    const line = (feature: string, value: number | null, points: number) => ({ feature, words: '', words_en: '', value, points });
    expect(toldLines({ lines: [line('a', null, 0), line('b', 0, 0), line('c', null, -5)] }).map(({ feature }) => feature)).toEqual(['b', 'c']);
  });

  test('a report that says less shows less', () => {
    expect(measuresOf({})).toEqual([]);
    expect(measuresOf({ auc: [0.81, 0.79, 0.83], rule_auc: [0.7, 0.68, 0.72], auc_gain: [0.11, 0.09, 0.13] })).toEqual([
      { name: 'auc', ours: '0.810 (0.790–0.830)', rule: '0.700 (0.680–0.720)', gain: '0.110 (0.090–0.130)' },
    ]);
    expect(driftOf({ drift: { a: 0.01, b: 0.3 } }, 1)).toEqual([{ name: 'b', psi: 0.3 }]);
  });
});
