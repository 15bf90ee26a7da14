/** A score's lines as they are told. */
import type { RiskCard } from '@shared/types';

export const signed = (points: number) => (points > 0 ? `+${points}` : String(points));

/** Numbers of a feature without a tail that nobody reads. */
export const seenText = (value: number) => String(Math.round(value * 100) / 100);

/** Lines that count for something; what is not known and costs nothing needs no line. */
export const toldLines = (card: Pick<RiskCard, 'lines'>) => card.lines.filter((line) => line.value !== null || line.points !== 0);
