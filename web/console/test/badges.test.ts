import { describe, expect, test } from 'vitest';
import { badgesOf } from '@/parts/useBadges';

const incidents = (...states: ('OPEN' | 'CONTAINED' | 'OVER' | 'DISMISSED')[]) => states.map((state) => ({ state }));

describe('what waits behind an area', () => {
  test('is nothing while nothing is open or nobody has answered yet', () => {
    expect(badgesOf(undefined, undefined)).toEqual({});
    expect(badgesOf({ open: 0, overdue: 0 }, incidents('OVER', 'DISMISSED'))).toEqual({});
  });

  test('is late when a case is overdue', () => {
    expect(badgesOf({ open: 3, overdue: 0 }, []).cases).toMatchObject({ count: 3, isLate: false });
    expect(badgesOf({ open: 3, overdue: 1 }, []).cases).toMatchObject({ count: 3, isLate: true });
  });

  test('counts incidents that go on, and burns while one of them has no answer', () => {
    expect(badgesOf(undefined, incidents('CONTAINED', 'OVER')).incidents).toMatchObject({ count: 1, isLate: false });
    expect(badgesOf(undefined, incidents('OPEN', 'CONTAINED', 'OVER')).incidents).toMatchObject({ count: 2, isLate: true });
  });

  test('counts scorecards that wait for people', () => {
    expect(badgesOf(undefined, undefined, 1).risk).toMatchObject({ count: 1, isLate: false, words: '等人看的评分卡 1 张' });
  });

  test('says in words what the colour says', () => {
    expect(badgesOf({ open: 3, overdue: 1 }, []).cases?.words).toBe('待处理 3 张，超时 1 张');
  });
});
