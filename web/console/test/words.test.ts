import { slotsOf } from '@shared/i18n';
import { describe, expect, test } from 'vitest';
import { en, type Key, t, word, zh } from '@/words';

describe('message tables', () => {
  test('both languages have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  test('both languages have the same slots', () => {
    for (const key of Object.keys(zh) as Key[]) expect(slotsOf(en[key]), key).toEqual(slotsOf(zh[key]));
  });

  test('no sentence is empty but one that means nothing to say', () => {
    const empty = (Object.keys(zh) as Key[]).filter((key) => !zh[key] || !en[key]);
    expect(empty).toEqual(['fate.NONE']);
  });

  test('an English sentence has no Chinese in it', () => {
    expect(Object.entries(en).filter(([, text]) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
  });

  test('a code newer than this page reads as itself', () => {
    expect(word('order-state', 'TELEPORTED')).toBe('TELEPORTED');
    expect(word('order-state', 'READY')).toBe(t('order-state.READY'));
  });
});
