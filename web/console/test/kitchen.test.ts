import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { trustOf, urgencyOf, waited } from '@/areas/kitchen/age';
import { bumps, isFor, linesFor, stationsOf } from '@/areas/kitchen/stations';
import { UNDO_MS, UndoBox } from '@/areas/kitchen/undo';
import { actOn } from '@/areas/kitchen/useBumpBar';
import { unheard } from '@/live/new-tickets';
import { preferences } from '@/session/preferences';
import { choicesOf, named } from '@/words';
import { ticket } from './makers';

describe('age', () => {
  test.each([[0, 'fresh'], [299, 'fresh'], [300, 'slow'], [599, 'slow'], [600, 'late'], [9999, 'late']])('%i s is %s', (seconds, urgency) => {
    expect(urgencyOf(seconds)).toBe(urgency);
  });

  test('a device clock behind the server’s makes no ticket younger than nothing', () => {
    expect(waited('2026-11-26T04:00:10Z', Date.parse('2026-11-26T04:00:00Z'))).toBe(0);
    expect(waited('2026-11-26T04:00:00Z', Date.parse('2026-11-26T04:05:00.900Z'))).toBe(300);
  });

  test('a line that was never heard is not trusted', () => {
    expect([trustOf(null), trustOf(1000), trustOf(30_000), trustOf(90_000)]).toEqual(['late', 'fresh', 'slow', 'late']);
  });
});

describe('stations', () => {
  const both = ticket('1', {
    stations: ['热菜', '凉菜'],
    lines: [
      { line_no: 1, name: '面', name_en: '', choices: [], quantity: 1, station: '热菜' },
      { line_no: 2, name: '凉粉', name_en: '', choices: [], quantity: 1, station: '凉菜' },
      { line_no: 3, name: '纸巾', name_en: '', choices: [], quantity: 1, station: '' },
    ],
  });

  test('a screen shows its own lines and those of nobody', () => {
    expect(linesFor(both, ['凉菜']).map((line) => line.name)).toEqual(['凉粉', '纸巾']);
    expect(linesFor(both, [])).toHaveLength(3);
  });

  test('a ticket leaves a screen when its own stations are done', () => {
    expect(isFor(both, ['凉菜'])).toBe(true);
    expect(isFor({ ...both, done_stations: ['凉菜'] }, ['凉菜'])).toBe(false);
    expect(isFor({ ...both, done_stations: ['凉菜'] }, ['热菜'])).toBe(true);
    expect(isFor(both, ['饮品'])).toBe(false);
  });

  test('a ticket without stations is on every screen and finished whole', () => {
    expect(isFor(ticket('1'), ['饮品'])).toBe(true);
    expect(bumps(ticket('1'), ['饮品'])).toEqual([null]);
  });

  test('a bump finishes the chosen stations that are not done, or everything', () => {
    expect(bumps(both, ['凉菜', '热菜'])).toEqual(['热菜', '凉菜']);
    expect(bumps({ ...both, done_stations: ['热菜'] }, ['凉菜', '热菜'])).toEqual(['凉菜']);
    expect(bumps(both, [])).toEqual([null]);
  });

  test('the stations to choose from are those on the board', () => {
    expect(stationsOf([both, ticket('2')])).toEqual(['凉菜', '热菜']);
  });
});

describe('undo', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a bump is sent after three seconds and not before', async () => {
    const send = vi.fn().mockResolvedValue(undefined);
    const box = new UndoBox(vi.fn());
    box.hold('1', send);
    vi.advanceTimersByTime(UNDO_MS - 1);
    expect(send).not.toHaveBeenCalled();
    expect(box.held.get('1')).toBe('held');

    await vi.advanceTimersByTimeAsync(1);
    expect(send).toHaveBeenCalledOnce();
    expect(box.held.size).toBe(0);
  });

  test('a bump taken back in time is never sent', async () => {
    const send = vi.fn();
    const box = new UndoBox(vi.fn());
    box.hold('1', send);
    expect(box.undo('1')).toBe(true);

    await vi.advanceTimersByTimeAsync(10 * UNDO_MS);
    expect(send).not.toHaveBeenCalled();
    expect(box.undo('1')).toBe(false);
  });

  test('pressing twice sends once', async () => {
    const send = vi.fn().mockResolvedValue(undefined);
    const box = new UndoBox(vi.fn());
    box.hold('1', send);
    box.hold('1', send);

    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(send).toHaveBeenCalledOnce();
  });

  test('leaving the page sends what is held', () => {
    const send = vi.fn().mockResolvedValue(undefined);
    const box = new UndoBox(vi.fn());
    box.hold('1', send);
    box.hold('2', send);
    expect(box.latest).toBe('2');
    box.flush();

    expect(send).toHaveBeenCalledTimes(2);
  });

  test('a bump that fails is told and the ticket is free again', async () => {
    const failed = vi.fn();
    const box = new UndoBox(failed);
    box.hold('1', () => Promise.reject(new Error('no')));

    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(failed).toHaveBeenCalledOnce();
    expect(box.held.size).toBe(0);
  });
});

describe('bump bar', () => {
  const bar = { bump: vi.fn(), start: vi.fn(), undo: vi.fn(), heard: vi.fn(), recall: vi.fn() };
  const press = (code: string, more: KeyboardEventInit = {}) => actOn(new KeyboardEvent('keydown', { code, ...more }), bar);

  test('digits bump by place, with shift they start', () => {
    expect(press('Digit3')).toBe(true);
    expect(press('Numpad9', { shiftKey: true })).toBe(true);
    expect(bar.bump).toHaveBeenCalledWith(2);
    expect(bar.start).toHaveBeenCalledWith(8);
  });

  test('the browser keeps its own keys', () => {
    expect(press('KeyR', { ctrlKey: true })).toBe(false);
    expect(press('KeyQ')).toBe(false);
    expect(bar.recall).not.toHaveBeenCalled();
  });
});

describe('announcing', () => {
  test('a kitchen calls out what nobody has seen, once', () => {
    const known = new Set<string>();
    const seen = ticket('1', { acknowledged_at: '2026-11-26T04:00:00Z' });
    expect(unheard([seen, ticket('2')], known, 'unseen', true).map((one) => one.id)).toEqual(['2']);
    expect(unheard([seen, ticket('2')], known, 'unseen', false)).toEqual([]);
  });

  test('a till calls out what arrives, not what was there', () => {
    const known = new Set<string>();
    expect(unheard([ticket('1')], known, 'arriving', true)).toEqual([]);
    expect(unheard([ticket('1'), ticket('2')], known, 'arriving', false).map((one) => one.id)).toEqual(['2']);
  });

  test('what is gone is forgotten', () => {
    const known = new Set<string>();
    unheard([ticket('1')], known, 'unseen', true);
    unheard([], known, 'unseen', false);
    expect(known.size).toBe(0);
  });
});

describe('the language of a ticket', () => {
  const line = { name: '牛肉面', name_en: 'Beef noodles', choices: ['微辣', '大碗'], choices_en: ['mild', ''] };
  const before = preferences.locale;
  afterEach(() => void (preferences.locale = before));

  test('in English is English, and what has no English word keeps its own', () => {
    preferences.locale = 'en';
    expect([named(line), choicesOf(line)]).toEqual(['Beef noodles', 'mild · 大碗']);
    expect([named({ ...line, name_en: '' }), choicesOf({ choices: ['微辣'] })]).toEqual(['牛肉面', '微辣']);
  });

  test('in Chinese is Chinese', () => {
    preferences.locale = 'zh-CN';
    expect([named(line), choicesOf(line)]).toEqual(['牛肉面', '微辣 · 大碗']);
  });
});
