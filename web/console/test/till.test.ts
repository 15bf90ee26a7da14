import { describe, expect, test } from 'vitest';
import type { MenuView } from '@shared/types';
import { changeOf, typed, usualTenders } from '@/areas/pos/change';
import { couponCode, shownCoupon } from '@/areas/pos/codes';
import { readHeld } from '@/areas/pos/held-orders';
import { bodyOf, stageOf } from '@/areas/pos/useCheckout';
import type { TillOrder } from '@/live/till-queue';
import {
  add, countOf, countOfItem, isComplete, lineKey, orderedLines, priceOf, repriced, setQuantity, toggle, totalOf, usualChoices,
} from '@/parts/cart';
import { refundable } from '@/parts/order/money';
import { extras, item, sizes } from './makers';

const noodles = item('n', 1800, { specifications: [sizes, extras] });

describe('cart', () => {
  test('choices add to the price', () => {
    expect(priceOf(noodles, { 份量: ['大'], 加料: ['蛋', '肉'] })).toBe(1800 + 300 + 200 + 500);
  });

  test('the same dish with the same choices is one line, whatever order they were tapped in', () => {
    let lines = add([], noodles, { 份量: ['大'], 加料: ['蛋', '肉'] });
    lines = add(lines, noodles, { 加料: ['肉', '蛋'], 份量: ['大'] }, 2);
    lines = add(lines, noodles, { 份量: ['小'], 加料: [] });

    expect(lines.map((line) => line.quantity)).toEqual([3, 1]);
    expect(totalOf(lines)).toBe(3 * 2800 + 1800);
    expect(countOf(lines)).toBe(4);
    expect(countOfItem(lines, 'n')).toBe(4);
  });

  test('quantity zero takes the line out', () => {
    const lines = add([], noodles, {});
    expect(setQuantity(lines, lineKey(lines[0]!), 0)).toEqual([]);
  });

  test('the usual choices satisfy what must be chosen', () => {
    expect(usualChoices(noodles)).toEqual({ 份量: ['小'] });
    expect(isComplete(noodles, usualChoices(noodles))).toBe(true);
    expect(isComplete(noodles, {})).toBe(false);
  });

  test('a group of one replaces, a group of several fills up and stops', () => {
    expect(toggle(sizes, ['小'], '大')).toEqual(['大']);
    expect(toggle(sizes, ['大'], '大')).toEqual(['大']);
    expect(toggle(extras, ['蛋', '肉'], '菜')).toEqual(['蛋', '肉']);
    expect(toggle(extras, ['蛋', '肉'], '蛋')).toEqual(['肉']);
  });

  test('a held cart takes today’s prices and loses what is no longer listed', () => {
    const lines = add(add([], noodles, { 份量: ['大'] }), item('x', 500), {});
    const menu = { categories: [{ id: 'c', name: '', name_en: '', items: [{ ...noodles, price_fen: 2000 }] }] } as unknown as MenuView;
    const now = repriced(lines, menu);

    expect(now.changed).toBe(true);
    expect(totalOf(now.lines)).toBe(2300);
  });

  test('what is sent names dishes and choices, and the total the cashier saw', () => {
    const lines = add([], noodles, { 份量: ['大'] }, 2);
    expect(orderedLines(lines)).toEqual([{ item_id: 'n', quantity: 2, choices: { 份量: ['大'] } }]);
    expect(bodyOf({ lines, table: ' 8 ', remark: '' })).toEqual({
      entry: 'pos', lines: orderedLines(lines), expected_total_fen: 4200, table_no: '8',
    });
  });

  test('a broken memory of held carts is an empty one', () => {
    expect(readHeld('{oops')).toEqual([]);
    expect(readHeld('[{"id":"1"}]')).toEqual([]);
    expect(readHeld(null)).toEqual([]);
  });
});

describe('cash', () => {
  test('change is what is over, and nothing while it is not enough', () => {
    expect(changeOf(5000, 4250)).toBe(750);
    expect(changeOf(4250, 4250)).toBe(0);
    expect(changeOf(4249, 4250)).toBeNull();
  });

  test('usual tenders begin with the exact sum and never fall short', () => {
    expect(usualTenders(4250)).toEqual([4250, 4300, 4500, 5000, 6000]);
    for (let fen = 1; fen < 20_000; fen += 37) for (const sum of usualTenders(fen)) expect(sum).toBeGreaterThanOrEqual(fen);
  });

  test('the pad makes amounts only', () => {
    expect(['1', '2', '.', '5', '0', '9', '.'].reduce(typed, '')).toBe('12.50');
    expect(typed('', '.')).toBe('0.');
    expect(typed('0', '7')).toBe('7');
    expect(typed('12.5', '⌫')).toBe('12.');
  });
});

describe('checkout', () => {
  const frozen = (state: TillOrder['state']) => ({ state }) as TillOrder;

  test('nobody is charged before the server has the order', () => {
    expect(stageOf(frozen('sending'), false)).toBe('placing');
    expect(stageOf(frozen('waiting'), true)).toBe('kept');
    expect(stageOf(frozen('asking'), true)).toBe('asking');
    expect(stageOf(frozen('delivered'), false)).toBe('paying');
    expect(stageOf(undefined, false)).toBe('closed');
  });
});

describe('refund', () => {
  const payment = (id: string, amount_fen: number, fate = 'KEPT') => ({ id, amount_fen, fate, state: 'SUCCEEDED' });
  const refund = (payment_id: string, amount_fen: number, state: string) => ({ payment_id, amount_fen, state });
  const page = (payments: unknown[], refunds: unknown[]) => ({ payments, refunds }) as Parameters<typeof refundable>[0];

  test('at most what was kept, less what is on its way back', () => {
    expect(refundable(page([payment('1', 3000)], [refund('1', 1000, 'PROCESSING'), refund('1', 500, 'FAILED')]))).toBe(2000);
  });

  test('money that is returned or in a case is not refunded from here', () => {
    expect(refundable(page([payment('1', 3000, 'RETURNING'), payment('2', 3000, 'IN_CASE')], [refund('1', 3000, 'SUCCEEDED')]))).toBe(0);
  });
});

describe('a coupon’s code', () => {
  test('is scanned with the letters before it, and typed without', () => {
    expect(couponCode('yhqA1b2c3d4e5')).toBe('A1B2C3D4E5');
    expect(couponCode(' a1b2c 3d4e5 ')).toBe('A1B2C3D4E5');
    expect(couponCode('A1B2C3D4E')).toBeNull();
    expect(couponCode('A1B2C3D4EG')).toBeNull();
  });

  test('is no payment code, nor the other way round', () => {
    expect(shownCoupon('A1B2C3D4E5')).toBeNull();
    expect(shownCoupon('134567890123456789')).toBeNull();
  });
});
