/** What a page says of itself while its customer pays: little, and never twice in one breath. */
import type { PageHint } from "../../../shared/types";

export type HintKind = PageHint["kind"];

export const MOST_HINTS = 8;
/** Some browsers tell one leaving in two ways. */
const BREATH_MS = 2000;
/** An answer that took longer is worth a word. */
export const SLOW_MS = 3000;

export class HintBudget {
  private said = 0;
  private readonly last = new Map<HintKind, number>();

  /** Whether this word may be said at this moment (milliseconds of a clock that never jumps); counts it if so. */
  allows(kind: HintKind, nowMs: number): boolean {
    const before = this.last.get(kind);
    if (this.said >= MOST_HINTS || (before !== undefined && nowMs - before < BREATH_MS)) return false;
    this.said += 1;
    this.last.set(kind, nowMs);
    return true;
  }
}
