/** Tells the server what this page notices while its order is being paid. Nobody waits for it; nothing depends on it. */
import { onUnload } from "@dcloudio/uni-app";
import { sayHint, type OrderPlace } from "../api/diner";
import { platform } from "../platform";
import { HintBudget, SLOW_MS, type HintKind } from "../rules/hints";

export function useHints(placeOf: () => OrderPlace | null, isPaying: () => boolean) {
  const budget = new HintBudget();
  let isAway = false;

  function hint(kind: HintKind, more: { took_ms?: number } = {}): void {
    const place = placeOf();
    if (!place || !isPaying() || !budget.allows(kind, platform.clocks.steady())) return;
    sayHint(place, { kind, network: platform.networkKind(), ...more });
  }

  function leave(): void {
    isAway = true;
    hint("left-page");
  }

  function comeBack(): void {
    if (isAway) hint("came-back");
    isAway = false;
  }

  /** How long a question to the server took, in milliseconds. */
  function answered(tookMs: number): void {
    if (tookMs >= SLOW_MS) hint("answer-slow", { took_ms: Math.round(tookMs) });
  }

  const stops = [platform.onLeave(leave), platform.onShow(comeBack), platform.onNetworkKind(() => hint("network-changed"))];
  onUnload(() => stops.forEach((stop) => stop()));

  return { answered };
}
