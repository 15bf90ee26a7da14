import { describe, expect, test } from 'vitest';
import { mount } from '@vue/test-utils';
import type { AccountView, MethodView, Recommendation, RouteView } from '@shared/types';
import { standingOf, isMember } from '@/areas/members/account-list';
import { channelOf, cleaned, scannedBy } from '@/areas/pos/codes';
import ScanField from '@/areas/pos/ScanField.vue';
import { isSlipNumber } from '@/areas/pos/slip';
import { barsOf, goodShare, isPoor, sharesOf, shownRoutes, targetsFor, wayOf } from '@/areas/routes/route-list';
import { formOf, wishOf } from '@/areas/stores/accounts';
import { owedOnCard } from '@/parts/order/money';
import { en, zh } from '@/words';

const way = (channel: string, method: string, scene: MethodView['scene']): MethodView => ({ channel, method, scene, name: channel, name_en: channel, reason: null });
const OFFERED = [way('wechat', 'barcode', 'barcode'), way('alipay', 'barcode', 'barcode'), way('wechat', 'native', 'qr')];

describe('a scanned payment code', () => {
  test.each([
    ['101234567890123456', 'wechat'],
    ['151234567890123456', 'wechat'],
    ['161234567890123456', null],
    ['10123456789012345', null],
    ['2512345678901234', 'alipay'],
    ['301234567890123456789012', 'alipay'],
    ['3112345678901234', null],
    ['251234567890123', null],
    ['6212345678901234567', 'unionpay'],
    ['621234567890123456', null],
    ['CAMPUS0001', null],
  ])('%s is of %s', (code, channel) => expect(channelOf(code)).toBe(channel));

  test('pays, asks the cashier, or says that this store does not take it', () => {
    expect(scannedBy('101234567890123456', OFFERED)).toEqual({ kind: 'pay', method: OFFERED[0] });
    expect(scannedBy('CAMPUS0001', OFFERED)).toEqual({ kind: 'ask', methods: OFFERED.slice(0, 2) });
    expect(scannedBy('6212345678901234567', OFFERED)).toEqual({ kind: 'not-here', channel: 'unionpay' });
    expect(scannedBy('123', OFFERED).kind).toBe('bad');
    expect(scannedBy('<script>', OFFERED).kind).toBe('bad');
    expect(cleaned(' 1012 3456 ')).toBe('10123456');
  });

  test('typed by a scanner, it goes out with its channel; an unknown one waits for the cashier', async () => {
    const field = mount(ScanField, { props: { methods: OFFERED } });
    const scan = async (code: string) => {
      await field.find('input').setValue(code);
      await field.find('input').trigger('keydown', { key: 'Enter' });
    };
    await scan('CAMPUS0001');
    expect(field.emitted('scanned')).toBeUndefined();
    await field.findAll('.ask button')[1]!.trigger('click');
    await scan('281234567890123456');
    expect(field.emitted('scanned')).toEqual([[OFFERED[1], 'CAMPUS0001'], [OFFERED[1], '281234567890123456']]);
  });

  test('a slip has a number that the server takes', () => {
    expect(['000123', 'T-1', '', '12 34', 'x'.repeat(33)].map(isSlipNumber)).toEqual([true, true, false, false, false]);
  });
});

describe('routes', () => {
  const route = (method: string, change: Partial<RouteView> = {}): RouteView =>
    ({ channel: 'wechat', account: '1900', method, state: 'CLOSED', since: null, well: 0, ill: 0, took_ms: null, act: null, pulses: [], ...change });

  test('a whole account is always shown, a method when something happens on it', () => {
    const routes = [route('native'), route('h5', { well: 1 }), route('jsapi', { act: 'DRAIN' }), route('*'), route('barcode', { state: 'OPEN' })];
    expect(shownRoutes(routes, false).map((one) => one.method)).toEqual(['*', 'barcode', 'h5', 'jsapi']);
    expect(shownRoutes(routes, true)).toHaveLength(5);
    const shut = [route('native', { act: 'CLOSE' }), route('*', { act: 'CLOSE' }), route('*', { channel: 'cash' }), route('*', { channel: 'balance', well: 1 }), route('*', { channel: 'unionpay' })];
    expect(shownRoutes(shut, false).map((one) => one.channel)).toEqual(['unionpay', 'wechat', 'balance']);
  });

  test('silence is no share; a poor one is marked', () => {
    expect([goodShare(route('*')), goodShare(route('*', { well: 3, ill: 1 }))]).toEqual([null, 0.75]);
    expect([isPoor(route('*')), isPoor(route('*', { well: 9, ill: 1 })), isPoor(route('*', { well: 8, ill: 2 }))]).toEqual([false, false, true]);
  });

  test('five minutes are drawn by their own busiest stretch', () => {
    const now = Date.parse('2026-11-26T04:05:00Z');
    const bars = barsOf([['2026-11-26T04:00:00Z', 10, 0], ['2026-11-26T04:02:30Z', 2, 3], ['2026-11-26T03:00:00Z', 1, 0]], now);
    expect(bars).toEqual([{ x: 0, well: 1, ill: 0 }, { x: 0.5, well: 0.2, ill: 0.3 }]);
  });

  test('traffic moves to another channel that anybody can pay by', () => {
    expect(targetsFor('wechat', ['wechat', 'alipay', 'cash', 'balance', 'unionpay'])).toEqual(['alipay', 'unionpay']);
  });

  test('a dry run’s rows are read', () => {
    expect(wayOf('wechat/native')).toEqual({ channel: 'wechat', method: 'native' });
    expect(sharesOf([['usual', 3], ['', 1]])).toEqual([{ name: 'usual', count: 3, share: 0.75 }, { name: '', count: 1, share: 0.25 }]);
  });
});

describe('accounts', () => {
  const account = (change: Partial<AccountView>) => ({ is_overdue: false, is_open: true, debt_fen: 0, ...change }) as AccountView;

  test('stand in a word, the gravest first', () => {
    const words = [{}, { debt_fen: 1 }, { is_open: false, debt_fen: 1 }, { is_overdue: true, is_open: false }].map((one) => standingOf(account(one)));
    expect(words).toEqual(['good', 'owing', 'shut', 'overdue']);
  });

  test('a member is a whole number', () => {
    expect([isMember('01a214f3-a1cf-77a7-8c5c-05e9205738d1'), isMember('05e9205738d1')]).toEqual([true, false]);
  });

  test('a card refund waits until the terminal has made it', () => {
    const page = { payments: [{ id: 'p', channel: 'bank-card' }, { id: 'q', channel: 'wechat' }], refunds: [{ id: 'a', payment_id: 'p', state: 'CREATED' }, { id: 'b', payment_id: 'p', state: 'SUCCEEDED' }, { id: 'c', payment_id: 'q', state: 'CREATED' }] };
    expect(owedOnCard(page as never).map((one) => one.id)).toEqual(['a']);
  });
});

describe('words', () => {
  const REASONS: Record<Recommendation, true> = { usual: true, healthy: true, 'only-one': true, likely: true, instalments: true, local: true, moved: true };
  test.each([
    ...Object.keys(REASONS).flatMap((reason) => [`pay.${reason}`, `dry-reason.${reason}`]),
    ...['CLOSE', 'DRAIN', 'MOVE'].flatMap((act) => [`act.${act}`, `routes-effect.${act}`]),
    ...['CLOSED', 'OPEN', 'HALF_OPEN'].map((state) => `breaker.${state}`),
    ...['wechat', 'alipay', 'unionpay', 'campus-card', 'balance', 'pay-later', 'cash', 'bank-card'].map((channel) => `channel.${channel}`),
  ])('%s is said', (key) => expect([key in zh, key in en]).toEqual([true, true]));
});

describe("a store's accounts on one line for each channel", () => {
  const known = { accounts: { wechat: '1900000001', cash: 'drawer' }, more_accounts: { wechat: ['1900000002'] }, marks: ['campus', 'mall'] };

  test('several numbers stand in their order, and saving what was shown changes nothing', () => {
    const form = formOf(known);
    expect(form.numbers.wechat).toBe('1900000001 1900000002');
    expect(wishOf(form, known)).toEqual({ ...known, marks: ['mall', 'campus'] });
  });

  test('an emptied line takes no money any more; what is not on the form stays', () => {
    const form = { ...formOf(known), isCampus: false };
    form.numbers = { ...form.numbers, wechat: ' ', alipay: '2088，2089' };
    expect(wishOf(form, known)).toEqual({ accounts: { cash: 'drawer', alipay: '2088' }, more_accounts: { alipay: ['2089'] }, marks: ['mall'] });
  });
});
