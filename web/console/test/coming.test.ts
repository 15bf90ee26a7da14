import type { Unpaid } from '@shared/types';
import { afterEach, describe, expect, test } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { announcer, announcing } from '@/live/announcer';
import { isUnheard, useComingCalls } from '@/live/coming';

const CAME = '2026-11-26T04:00:00Z';
const guest = (id: string, change: object = {}) =>
  ({ order: { id, coming_at: CAME, seen_at: null, ...change }, reason: 'waiting-at-counter', age_s: 60 }) as unknown as Unpaid;
const pending = () => announcing.pending.map(({ id }) => id);

/** A page that calls out; `heard` are the guests it has told the server about. */
function open(first: Unpaid[]) {
  const coming = ref<Unpaid[]>(first);
  const heard: string[] = [];
  const scope = effectScope();
  scope.run(() => useComingCalls(coming, ({ order }) => order.id, (id) => heard.push(id)));
  return { coming, heard, scope };
}

afterEach(() => announcing.pending.map(({ id }) => announcer.withdraw(id)));

describe('guests who come to the counter', () => {
  test('a guest nobody has heard of is called once, and again only after coming again', () => {
    expect(isUnheard(guest('a'))).toBe(true);
    expect(isUnheard(guest('a', { seen_at: '2026-11-26T04:00:05Z' }))).toBe(false);
    expect(isUnheard(guest('a', { seen_at: '2026-11-26T03:59:00Z' }))).toBe(true);
    expect(isUnheard(guest('a', { coming_at: null }))).toBe(false);
  });

  test('whoever presses the button here tells the others', () => {
    const { heard, scope } = open([guest('a'), guest('b')]);
    expect(pending()).toEqual(['a', 'b']);
    announcer.acknowledge();

    expect(heard).toEqual(['a', 'b']);
    expect(pending()).toEqual([]);
    scope.stop();
  });

  test('one who was heard at another till, or has paid, falls silent and is told to nobody', async () => {
    const { coming, heard, scope } = open([guest('a'), guest('b')]);
    coming.value = [guest('a', { seen_at: '2026-11-26T04:00:05Z' })];
    await nextTick();

    expect(pending()).toEqual([]);
    expect(heard).toEqual([]);
    scope.stop();
  });

  test('a word that did not reach the server is said again at the next look', async () => {
    const { coming, scope } = open([guest('a')]);
    announcer.acknowledge();
    coming.value = [guest('a')];
    await nextTick();

    expect(pending()).toEqual(['a']);
    scope.stop();
  });

  test('leaving the page is not hearing', () => {
    const { heard, scope } = open([guest('a')]);
    scope.stop();

    expect(pending()).toEqual([]);
    expect(heard).toEqual([]);
  });
});
