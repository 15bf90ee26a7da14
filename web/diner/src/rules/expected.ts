/** How long an unknown payment may still take. The server's word is an estimate, and so is what is made of it here. */

export type Expectation = "unknown" | "counting" | "over";

/** The moment (ms) by which others had their answer; null where nothing is known about it. */
export function expectedBy(expectedS: number | null | undefined, heardAtMs: number): number | null {
  return expectedS === null || expectedS === undefined ? null : heardAtMs + expectedS * 1000;
}

/** Whole seconds left, and what can honestly be said. */
export function expectationAt(byMs: number | null, nowMs: number): { kind: Expectation; seconds: number } {
  if (byMs === null) return { kind: "unknown", seconds: 0 };
  const seconds = Math.ceil((byMs - nowMs) / 1000);
  return seconds > 0 ? { kind: "counting", seconds } : { kind: "over", seconds: 0 };
}
