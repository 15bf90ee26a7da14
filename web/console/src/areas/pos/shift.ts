import { moneyText } from '@shared/money';
import { t } from '@/words';

/** Counted less expected, in words: even, too much (长款) or missing (短款). */
export function differenceText(fen: number): string {
  if (fen === 0) return t('shift.even');
  return fen > 0 ? t('shift.surplus', { amount: moneyText(fen) }) : t('shift.shortage', { amount: moneyText(-fen) });
}
