import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Bill, BillShare, Difference, DifferenceStep, RepairPlan, Tally } from '@shared/types';
import { addsUp, billTone, calendarOf, differenceTone, groupsOf, leftFirst, ownerText, planGroups, shareLines, stateCounts, toldSteps } from '@/areas/books/books-list';
import { saidText } from '@/areas/books/said';
import { dayAfter, daysOf, faultOf, lastDays, lengthOf, LONGEST_DAYS } from '@/parts/days';
import { en, zh } from '@/words';

const { schemas } = JSON.parse(readFileSync('../shared/openapi.json', 'utf8')).components as { schemas: Record<string, { enum?: string[] }> };
const codes = (name: string) => schemas[name]!.enum!;

describe('words', () => {
  const GROUPS = {
    'bill-state': 'BillState', 'difference-state': 'DifferenceState', category: 'Category', 'category-why': 'Category',
    movement: 'Movement', 'our-standing': 'Standing', 'their-outcome': 'BillOutcome', repair: 'Repair', flaw: 'Flaw',
  };

  test.each(Object.entries(GROUPS))('every code of %s has its words, and no words are left without a code', (group, name) => {
    for (const table of [zh, en]) {
      const known = Object.keys(table).filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));
      expect(known.sort()).toEqual([...codes(name)].sort());
    }
  });

  test('every state has its sign', () => {
    expect(Object.keys(billTone).sort()).toEqual([...codes('BillState')].sort());
    expect(Object.keys(differenceTone).sort()).toEqual([...codes('DifferenceState')].sort());
  });

  test('what was done is told in the reader’s language, and a newer form as it is', () => {
    expect(saidText('the one door says confirmed')).toBe('唯一的入账口：订单已确认');
    expect(saidText('asked: SUCCEEDED, known')).toBe('渠道回答：成功；已经知道');
    expect(saidText('asked: no answer in 10 s')).toBe('已询问，渠道没有答复：no answer in 10 s');
    expect(saidText('in the bill of 2026-11-23')).toBe('在 2026-11-23 的账单里');
    expect(saidText('12345 fen are more than is repaired unasked')).toBe('¥123.45 超过自动修复的限额');
    expect(saidText('3 fen claimed')).toBe('追回 ¥0.03');
    expect(saidText('a robin said so')).toBe('a robin said so');
    expect(saidText(null)).toBe('');
  });
});

describe('a bill', () => {
  test('adds up, or says that it does not', () => {
    expect(addsUp({ theirs_fen: 600, ours_fen: 400, gap_fen: 200 })).toBe(true);
    expect(addsUp({ theirs_fen: 600, ours_fen: 400, gap_fen: 199 })).toBe(false);
  });

  test('stands in the calendar in its account’s line', () => {
    const bill = (channel: string, account: string, day: string) => ({ channel, account, day }) as Bill;
    const lines = calendarOf([bill('wechat', 'b', '2026-11-24'), bill('wechat', 'b', '2026-11-23'), bill('alipay', 'a', '2026-11-23')]);
    expect(lines.map(({ key }) => key)).toEqual(['alipay a ', 'wechat b ']);
    expect([...lines[1]!.bills.keys()]).toEqual(['2026-11-24', '2026-11-23']);
  });

  test('the drawers of each store have a line of their own, called by its name', () => {
    const stores = [{ store_id: 's', name: '一食堂', name_en: 'First canteen' }, { store_id: 't', name: '二食堂', name_en: 'Second canteen' }];
    const bill = (of_id: string | null) => ({ channel: 'cash', account: 'drawer', day: '2026-11-23', of_id }) as Bill;
    expect(calendarOf([bill('s'), bill('t')])).toHaveLength(2);
    expect(ownerText(bill('t'), stores)).toBe('二食堂');
    expect(ownerText({ account: 'members', of_id: 'merchant' }, stores)).toBe('');
    expect(ownerText({ account: '1900000001', of_id: null }, stores)).toBe('1900000001');
  });

  test('shares put what was paid and what went back in one line', () => {
    const share = (change: Partial<BillShare>) => ({ store_id: 's', method: 'NATIVE', movement: 'payment', rows: 1, amount_fen: 0, promoted_fen: 0, fee_fen: 0, ...change }) as BillShare;
    const lines = shareLines([share({ rows: 3, amount_fen: 600, promoted_fen: 90, fee_fen: 3 }), share({ movement: 'refund', amount_fen: 200, promoted_fen: -30, fee_fen: -1 }), share({ store_id: 't', amount_fen: 900 })]);
    expect(lines.map(({ store_id }) => store_id)).toEqual(['t', 's']);
    expect(lines[1]).toMatchObject({ rows: 4, paid_fen: 600, returned_fen: 200, promoted_fen: 60, fee_fen: 2 });
  });
});

describe('differences', () => {
  const tally = (category: string, state: string, count: number, gap_fen = 0) => ({ category, state, count, gap_fen, fee_gap_millifen: 0 }) as Tally;
  const tallies = [tally('cross-day', 'SETTLED', 9, 900), tally('shortage', 'WAITING', 1, -200), tally('shortage', 'SETTLED', 2, -400)];

  test('are counted by category, what is left to do first', () => {
    expect(groupsOf(tallies)).toMatchObject([
      { category: 'shortage', count: 3, gap_fen: -600, states: { WAITING: 1, SETTLED: 2 } },
      { category: 'cross-day', count: 9, gap_fen: 900 },
    ]);
  });

  test('are counted by state in the order of their life', () => {
    expect(stateCounts(tallies)).toEqual([{ state: 'WAITING', count: 1 }, { state: 'SETTLED', count: 11 }]);
  });

  test('that are left to do stand first', () => {
    const listed = leftFirst([{ id: 'a', state: 'SETTLED' }, { id: 'b', state: 'IN_CASE' }, { id: 'c', state: 'GONE' }, { id: 'd', state: 'OPEN' }] as Difference[]);
    expect(listed.map(({ id }) => id)).toEqual(['b', 'd', 'a', 'c']);
  });

  test('a preview says what is done, what goes to a person, and what is there already', () => {
    const plan = (repair: string, change: Partial<RepairPlan> = {}, state = 'OPEN') =>
      ({ repair, size_fen: 1, needs_person: false, needs_second: false, difference: { state } as Difference, ...change }) as RepairPlan;
    const groups = planGroups([plan('settle'), plan('settle'), plan('ask-payment'), plan('settle', { needs_person: true, needs_second: true }), plan('case', {}, 'IN_CASE')]);
    expect(groups.byRepair).toEqual([{ repair: 'settle', count: 2 }, { repair: 'ask-payment', count: 1 }]);
    expect([groups.toPerson.length, groups.second, groups.inCase, groups.doable]).toEqual([1, 1, 1, 4]);
  });
});

describe('a span of days', () => {
  test('counts both ends and crosses months', () => {
    expect(lastDays('2026-12-02', 4)).toEqual({ since: '2026-11-29', until: '2026-12-02' });
    expect(daysOf(lastDays('2026-12-02', 4))).toEqual(['2026-11-29', '2026-11-30', '2026-12-01', '2026-12-02']);
    expect(lengthOf(lastDays('2026-03-01', 90))).toBe(90);
    expect(dayAfter('2024-02-28', 1)).toBe('2024-02-29');
  });

  test('that the server would refuse is refused here', () => {
    expect(faultOf({ since: '', until: '2026-12-02' })).toBe('incomplete');
    expect(faultOf({ since: '2026-12-03', until: '2026-12-02' })).toBe('backwards');
    expect(faultOf(lastDays('2026-12-02', LONGEST_DAYS))).toBeNull();
    expect(faultOf(lastDays('2026-12-02', LONGEST_DAYS + 1))).toBe('too-long');
  });
});

describe('what a difference went through', () => {
  const step = (version: number, said: Partial<DifferenceStep>): DifferenceStep => ({
    store_id: 's', difference_id: 'd', version, at: '2026-11-24T02:10:00Z', state: 'WAITING', category: 'shortage', gap_fen: -200,
    repair: 'ask-payment', words: 'asked: PENDING, kept', case_id: null, ...said,
  });

  test('the same asked again and again is told once, with how often', () => {
    const told = toldSteps([step(1, { state: 'OPEN', repair: null, words: null }), step(2, {}), step(3, {}), step(4, {}), step(5, { state: 'SETTLED' })]);
    expect(told.map(({ step: { state }, times }) => [state, times])).toEqual([['OPEN', 1], ['WAITING', 3], ['SETTLED', 1]]);
  });

  test('what was said anew is a step of its own', () => {
    expect(toldSteps([step(1, {}), step(2, { words: 'asked: timed out' }), step(3, {})])).toHaveLength(3);
  });
});
