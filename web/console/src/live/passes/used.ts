/** Passes taken at this counter, over reloads, until they are over: the same one is not taken twice here. */
import type { PassContent } from './verify';

const PREFIX = 'wendan.pass-used.';

/** A pass is remembered for an hour beyond its end: longer than any clock is off. */
const KEPT_S = 3600;

export function wasUsed(content: PassContent): boolean {
  return localStorage.getItem(PREFIX + content.order) !== null;
}

/** Raises where the browser keeps nothing: then nothing is handed over without a line. */
export function noteUsed(content: PassContent, nowMs: number): void {
  forgetOld(nowMs);
  localStorage.setItem(PREFIX + content.order, String(content.exp + KEPT_S));
}

function forgetOld(nowMs: number): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys) {
    if (Number(localStorage.getItem(key)) < nowMs / 1000) localStorage.removeItem(key);
  }
}
