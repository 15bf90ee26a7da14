/** Money is an integer number of fen; these are the only places where it becomes text, or text becomes money. */

/** `1250` → `"12.50"`. Throws on anything but a whole number of fen: a fraction means somebody divided money. */
export function yuanText(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`${fen} is not a whole number of fen`);
  const digits = String(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `1250` → `"¥12.50"`, `-1250` → `"-¥12.50"`. */
export function moneyText(fen: number): string {
  return `${fen < 0 ? "-" : ""}¥${yuanText(Math.abs(fen))}`;
}

/** `1250` → `{ whole: "12", cents: ".50" }`, for a price whose yuan are drawn larger than its fen. */
export function moneyParts(fen: number): { whole: string; cents: string } {
  const text = yuanText(fen);
  return { whole: text.slice(0, -3), cents: text.slice(-3) };
}

/** What a person typed as yuan (`"12"`, `"12.5"`, `"¥12.50"`) in fen; null when it is not an amount. */
export function fenOf(typed: string): number | null {
  const match = /^¥?\s*(\d{1,9})(?:\.(\d{1,2}))?$/.exec(typed.trim());
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}
