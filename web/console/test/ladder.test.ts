import type { LadderFigures } from '@shared/types';
import { describe, expect, test } from 'vitest';
import { effectWords, monthBefore, shareWords, topOf, verdictOf, whiskersOf } from '@/areas/ladder/figures';

const share = (part: number, whole: number, low: number, high: number) => ({ part, whole, interval: { low, value: part / whole, high } });
const nothing = { part: 0, whole: 0, interval: null };

describe('the ladder', () => {
  test('a share carries its interval, and nothing is made of nothing', () => {
    expect(shareWords(share(43, 100, 0.337, 0.528))).toBe('43.0% (33.7–52.8)');
    expect(shareWords(nothing)).toBe('—');
  });

  test('a difference is told in points with its sign', () => {
    expect(effectWords({ low: -0.012, value: 0.081, high: 0.174 })).toBe('+8.1 (−1.2 … +17.4)');
    expect(effectWords(null)).toBe('—');
  });

  test('only an interval that leaves out zero is a verdict', () => {
    expect(verdictOf({ low: 0.01, value: 0.1, high: 0.2 })).toBe('helps');
    expect(verdictOf({ low: -0.2, value: -0.1, high: -0.01 })).toBe('harms');
    expect(verdictOf({ low: -0.01, value: 0.1, high: 0.2 })).toBe('unsure');
    expect(verdictOf(null)).toBe('unknown');
  });

  test('whiskers stand where something was counted', () => {
    const rungs = [{ recovered: share(1, 4, 0.05, 0.7) }, { recovered: nothing }] as unknown as LadderFigures['rungs'];
    expect(topOf([{ recovered: share(1, 4, 0.05, 0.71), held_out: nothing }] as unknown as LadderFigures['rungs'])).toBe(80);
    expect(whiskersOf(rungs, 'recovered')).toEqual([{ at: 0, low: 5, value: 25, high: 70 }]);
  });

  test('the month before January is December', () => {
    expect(monthBefore('2027-01-15')).toBe('2026-12');
    expect(monthBefore('2026-11-28')).toBe('2026-10');
  });
});
