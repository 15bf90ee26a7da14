/** Cash over the counter. */

/** What goes back to the guest; null while it is not enough. */
export function changeOf(tenderedFen: number, totalFen: number): number | null {
  return tenderedFen >= totalFen ? tenderedFen - totalFen : null;
}

const NOTES_FEN = [100, 500, 1000, 2000, 5000, 10000];

/** What guests usually put down: the exact sum, then the next round sums up to a hundred-yuan note each. */
export function usualTenders(totalFen: number): number[] {
  const sums = NOTES_FEN.map((note) => Math.ceil(totalFen / note) * note);
  return [...new Set([totalFen, ...sums])].filter((sum) => sum >= totalFen).slice(0, 5);
}

/** A key of the pad typed after what is there: digits and one point, at most two places behind it. */
export function typed(text: string, key: string): string {
  if (key === '⌫') return text.slice(0, -1);
  if (key === '.') return text.includes('.') ? text : `${text || '0'}.`;
  const next = text === '0' ? key : text + key;
  return /^\d{0,6}(\.\d{0,2})?$/.test(next) ? next : text;
}
