/**
 * Inside Alipay's own browser: its bridge opens the cashier over our page.
 * Written by Alipay's public description of `tradePay`; never tried against a real Alipay client.
 */
import { bridgeOf } from "./bridge";
import type { PayHint } from "./platform";

export const isInAlipay = /AlipayClient/i.test(navigator.userAgent);

/** What its result codes hint at; 8000 and 6004 mean that Alipay itself does not know yet. */
export function alipayHintOf(resultCode: string | undefined): PayHint {
  if (resultCode === "6001") return "cancelled";
  return resultCode === "4000" || resultCode === "6002" ? "failed" : "came-back";
}

export async function payInAlipay(tradeNO: string): Promise<PayHint> {
  const alipay = await bridgeOf("AlipayJSBridge");
  if (!alipay) return "failed";
  return new Promise((resolve) => {
    alipay.call("tradePay", { tradeNO }, ({ resultCode }) => resolve(alipayHintOf(resultCode)));
  });
}
