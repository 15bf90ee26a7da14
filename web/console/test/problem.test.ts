import { describe, expect, test } from 'vitest';
import { isPassing, NoAnswer, Problem, problemFrom, sentenceOf, waitingTime } from '@/api/problem';

const problem = (code: string, facts = {}, status = 409) => new Problem(status, code, 'English.', '中文。', facts);

describe('what went wrong', () => {
  test('is read in the language of the screen', () => {
    expect(sentenceOf(problem('store-is-closed'), 'zh-CN')).toBe('中文。');
    expect(sentenceOf(problem('store-is-closed'), 'en')).toBe('English.');
  });

  test('says how long a lock-out lasts', () => {
    expect(sentenceOf(problem('account-is-locked', { retry_after_s: 125 }, 423), 'zh-CN')).toBe('中文。请在 2 分 5 秒后重试。');
    expect(waitingTime(0.2, 'en')).toBe('1 s');
  });

  test('adds the facts that help', () => {
    expect(sentenceOf(problem('orders-are-unsynced', { unsynced_orders: 3 }), 'zh-CN')).toContain('3 单未上传');
    expect(sentenceOf(problem('item-is-sold-out', { available: 2 }), 'en')).toContain('2 left');
    expect(sentenceOf(problem('request-is-invalid', { field: 'price_fen' }, 400), 'zh-CN')).toContain('price_fen');
  });

  test('silence is said as silence, never as failure', () => {
    expect(sentenceOf(new NoAnswer(), 'zh-CN')).toContain('没有应答');
    expect(sentenceOf(new TypeError('x'), 'zh-CN')).toContain('意外');
  });

  test('a proxy’s HTML still becomes a problem', () => {
    const odd = problemFrom(502, '<html>Bad gateway</html>');
    expect([odd.status, odd.code]).toEqual([502, 'http-502']);
    const proper = problemFrom(409, JSON.stringify({ code: 'shift-is-open-already', title: 'a', title_zh: 'b', facts: { n: 1 } }));
    expect([proper.code, proper.facts]).toEqual(['shift-is-open-already', { n: 1 }]);
  });

  test('only what passes by itself is tried again', () => {
    expect(isPassing(new NoAnswer())).toBe(true);
    expect(isPassing(problem('service-is-away', {}, 503))).toBe(true);
    expect(isPassing(problem('not-allowed', {}, 403))).toBe(false);
  });
});
