import { afterEach, describe, expect, test, vi } from 'vitest';
import { ask } from '@/api/client';
import { clock } from '@/live/clock';
import { zone } from '@/session/zone';
import { momentText, secondText, timeText } from '@/words/format';

const answering = (time: string, status = 200) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('[]', { status, headers: { 'Wendan-Time': time } })));
const off = (moment: string) => Math.abs(clock.now() - Date.parse(moment));

afterEach(() => {
  vi.unstubAllGlobals();
  zone.value = 'Asia/Shanghai';
});

describe('the server’s time', () => {
  test('comes with every answer, a bare list or a refusal; the machine’s own clock does not matter', async () => {
    answering('2031-01-01T00:00:00.000+00:00');
    await ask('/api/store/s/orders');
    expect(off('2031-01-01T00:00:00Z')).toBeLessThan(1000);
  });
});

describe('times', () => {
  test('are those on the store’s wall', () => {
    expect(timeText('2026-11-25T23:34:09Z')).toBe('07:34');
    expect(secondText('2026-11-25T23:34:09Z')).toBe('07:34:09');
    expect(momentText('2026-11-25T23:34:09Z')).toBe('11-26 07:34');
  });

  test('follow the store that is worked on', () => {
    zone.value = 'Asia/Urumqi';
    expect(timeText('2026-11-25T23:34:09Z')).toBe('05:34');
  });
});
