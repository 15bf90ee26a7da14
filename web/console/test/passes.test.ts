/** A counter without a line believes what its own store signed, in its time, and nothing else. */
import { beforeEach, describe, expect, test } from 'vitest';
import { noteUsed, wasUsed } from '@/live/passes/used';
import { isPass, verifyPass } from '@/live/passes/verify';
import vector from './pass-vector.json';

const { keys, signed, first_step: first, codes } = vector;
const START_MS = first * keys.step_s * 1000;
const at = (seconds: number) => START_MS + seconds * 1000;
const picture = (seconds: number) => {
  const step = Math.floor(seconds / keys.step_s);
  return `${signed}.${first + step}.${codes[step]}`;
};
const why = (shown: string, seconds: number) => {
  const verdict = verifyPass(shown, keys, at(seconds));
  return verdict.kind === 'good' ? 'good' : verdict.why;
};

describe('a pass at the counter', () => {
  test('is told from an order\'s own code', () => {
    expect(isPass(picture(0))).toBe(true);
    expect(isPass('eyJhbGciOiJIUzI1NiJ9.eyJvcmRlciI6IjEifQ.sAfe')).toBe(false);
  });

  test('says what to hand over', () => {
    const verdict = verifyPass(picture(10), keys, at(10));
    expect(verdict).toMatchObject({ kind: 'good', content: { meal: '牛肉面×1', fen: 1800 } });
  });

  test('is good at every moment of its life, on a clock up to 15 s off', () => {
    for (let seconds = 20; seconds < 880; seconds += 7) {
      for (const off of [-15, 0, 15]) expect(why(picture(seconds), seconds + off)).toBe('good');
    }
  });

  test('is dead as a photograph 20 s later, and as one of the future', () => {
    for (const seconds of [0, 100, 700]) {
      expect(why(picture(seconds), seconds + 20)).toBe('old-picture');
      expect(why(picture(seconds + 20), seconds)).toBe('clock-is-off');
    }
  });

  test('is over when it is over, whatever picture is shown', () => {
    expect(why(picture(914), 914)).toBe('good');
    expect(why(picture(915), 915)).toBe('over');
    expect(why(picture(0), 100_000)).toBe('over');
  });

  test('is nothing with a letter altered anywhere', () => {
    const shown = picture(0);
    const letters = [...shown].map((letter, place) => {
      const altered = shown.slice(0, place) + (letter === 'A' ? 'B' : 'A') + shown.slice(place + 1);
      return isPass(altered) ? why(altered, 0) : 'no-pass';
    });
    // The signature's last letter carries four bits that mean nothing.
    const last = signed.length - 1;
    expect(letters.filter((found, place) => found === 'good' && place !== last)).toEqual([]);
  });

  test('with the code of another step is forged', () => {
    expect(why(`${signed}.${first}.${codes[1]}`, 0)).toBe('forged');
  });

  test('of another store or another house is forged', () => {
    expect(why(vector.another_stores, 0)).toBe('forged');
    expect(why(vector.of_another_house, 0)).toBe('forged');
  });

  test('that is no pass at all is forged', () => {
    for (const text of ['....', 'a.b.c.d.e', `${signed}..`, `${signed}.x.${codes[0]}`, 'é.é.é.1.é']) expect(why(text, 0)).toBe('forged');
  });
});

describe('what was taken here', () => {
  const content = { store: 's', order: 'o', fen: 1800, meal: '', iat: 0, exp: 900 };
  beforeEach(() => localStorage.clear());

  test('is remembered over reloads until long after its end', () => {
    expect(wasUsed(content)).toBe(false);
    noteUsed(content, 0);
    expect(wasUsed(content)).toBe(true);
    noteUsed({ ...content, order: 'other' }, 4_499_000);
    expect(wasUsed(content)).toBe(true);
    noteUsed({ ...content, order: 'third' }, 4_501_000);
    expect(wasUsed(content)).toBe(false);
  });
});
