/**
 * Inside Alipay's own browser: its bridge opens the cashier over our page.
 * Written by Alipay's public description of `tradePay`; never tried against a real Alipay client.
 */
import type { PayHint } from "./platform";

interface AlipayBridge {
  call(name: string, parameters: object, answer: (result: { resultCode?: string }) => void): void;
}
declare global {
  interface Window {
    AlipayJSBridge?: AlipayBridge;
  }
}

export const isInAlipay = /AlipayClient/i.test(navigator.userAgent);

/** What its result codes hint at; 8000 and 6004 mean that Alipay itself does not know yet. */
export function hintOf(resultCode: string | undefined): PayHint {
  if (resultCode === "6001") return "cancelled";
  return resultCode === "4000" || resultCode === "6002" ? "failed" : "came-back";
}

function bridge(): Promise<AlipayBridge> {
  return new Promise((resolve) => {
    if (window.AlipayJSBridge) return resolve(window.AlipayJSBridge);
    document.addEventListener("AlipayJSBridgeReady", () => resolve(window.AlipayJSBridge!), { once: true });
  });
}

export async function payInAlipay(tradeNO: string): Promise<PayHint> {
  const alipay = await bridge();
  return new Promise((resolve) => alipay.call("tradePay", { tradeNO }, ({ resultCode }) => resolve(hintOf(resultCode))));
}
