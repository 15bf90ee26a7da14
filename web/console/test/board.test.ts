import { describe, expect, test } from 'vitest';
import { dismissCalledOff, DONE_KEPT, EMPTY, hear, patch, reconcile, toCook, toHandOver } from '@/live/board';
import { ticket } from './makers';

describe('the kitchen board', () => {
  test('shows a ticket once, however often and in whatever order it is told', () => {
    const first = ticket('1');
    const cooking = ticket('1', { version: 2, state: 'PREPARING' });
    const board = [first, cooking, first, cooking].reduce((known, news) => hear(known, [news]), EMPTY);

    expect(toCook(board)).toEqual([cooking]);
  });

  test('an older version changes nothing, not even the board itself', () => {
    const board = hear(EMPTY, [ticket('1', { version: 3, state: 'READY' })]);

    expect(hear(board, [ticket('1', { version: 2, state: 'PREPARING' })])).toBe(board);
  });

  test('catching up after a gap merges what is live and what was missed without duplicates', () => {
    const before = hear(EMPTY, [ticket('1'), ticket('2')]);
    const after = hear(before, [ticket('1'), ticket('2', { version: 4, state: 'HANDED_OVER' }), ticket('3'), ticket('3')]);

    expect(toCook(after).map((one) => one.id)).toEqual(['1', '3']);
    expect(after.done.map((one) => one.id)).toEqual(['2']);
  });

  test('the oldest ticket comes first', () => {
    const board = hear(EMPTY, [ticket('9'), ticket('3'), ticket('5')]);

    expect(toCook(board).map((one) => one.id)).toEqual(['3', '5', '9']);
  });

  test('a ready ticket leaves the cooks and waits for its guest', () => {
    const board = hear(EMPTY, [ticket('1', { state: 'READY' })]);

    expect(toCook(board)).toEqual([]);
    expect(toHandOver(board)).toHaveLength(1);
  });

  test('a recalled ticket comes back from those handed over', () => {
    const given = hear(EMPTY, [ticket('1', { version: 3, state: 'HANDED_OVER' })]);
    const back = patch(given, ticket('1', { version: 4, state: 'READY', changed_at: '2026-11-26T04:09:00Z', lines: [] }));

    expect(toHandOver(back)[0]?.lines).toHaveLength(1);
    expect(back.done).toEqual([]);
  });

  test('a ticket cancelled while it is cooked is called off until a cook says so', () => {
    const board = hear(hear(EMPTY, [ticket('1')]), [ticket('1', { version: 2, state: 'CANCELLED' })]);

    expect(board.calledOff).toHaveLength(1);
    expect(dismissCalledOff(board, '1').calledOff).toEqual([]);
  });

  test('a ticket cancelled before this screen saw it is nobody’s news', () => {
    expect(hear(EMPTY, [ticket('1', { state: 'CANCELLED' })]).calledOff).toEqual([]);
  });

  test('twelve hours of tickets leave no more than what can be recalled', () => {
    let board = EMPTY;
    for (let n = 0; n < 3000; n++) {
      board = hear(board, [ticket(String(n))]);
      board = hear(board, [ticket(String(n), { version: 2, state: 'HANDED_OVER', changed_at: new Date(n * 1000).toISOString() })]);
    }

    expect(board.live.size).toBe(0);
    expect(board.done).toHaveLength(DONE_KEPT);
    expect(board.done[0]?.id).toBe('2999');
  });

  test('what is not in the full list any more goes, unless news of it came meanwhile', () => {
    const before = hear(EMPTY, [ticket('1'), ticket('2'), ticket('3')]);
    const now = hear(before, [ticket('2', { version: 2, state: 'PREPARING' }), ticket('4')]);
    const after = reconcile(before, now, [ticket('3')]);

    expect(toCook(after).map((one) => one.id)).toEqual(['2', '3', '4']);
  });
});
