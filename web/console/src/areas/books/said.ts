/** What was done about a difference, in the reader's language: the record itself is kept in one form for ever. */
import { moneyText } from '@shared/money';
import { t, word } from '@/words';

const FORMS: readonly [RegExp, (...found: string[]) => string][] = [
  [/^in the bill of (\S+)$/, (day) => t('bill-said.elsewhere', { day })],
  [/^the day on which we have it$/, () => t('bill-said.our-day')],
  [/^the one door says (\S+)$/, (outcome) => t('bill-said.door', { outcome: word('settlement', outcome) })],
  [/^asked: ([A-Z]+), (\S+)$/, (said, outcome) => t('bill-said.told', { word: word('channel-word', said), outcome: word('settlement', outcome) })],
  [/^asked: (.+)$/, (why) => t('bill-said.silent', { why })],
  [/^(-?\d+) fen claimed$/, (fen) => t('bill-said.claimed', { amount: moneyText(Number(fen)) })],
  [/^(\d+) fen are more than is repaired unasked$/, (fen) => t('bill-said.too-much', { amount: moneyText(Number(fen)) })],
  [/^nothing fits by itself$/, () => t('bill-said.nothing-fits')],
  [/^(.+) counted (-?[\d.]+) (more|less) than the drawer's movements say$/, (by, yuan, side) => t(side === 'more' ? 'bill-said.counted-more' : 'bill-said.counted-less', { by, amount: moneyText(Math.round(Number(yuan) * 100)) })],
  [/^no later bill has it, and three days are over$/, () => t('bill-said.patience')],
  [/^there is nothing of ours to ask about$/, () => t('bill-said.not-ours')],
];

/** The record as it is where its form is newer than this page. */
export function saidText(words: string | null | undefined): string {
  for (const [form, tell] of FORMS) {
    const found = form.exec(words ?? '');
    if (found) return tell(...found.slice(1));
  }
  return words ?? '';
}
