/**
 * Inside WeChat's own browser: its bridge opens the payment over our page.
 * Written by WeChat Pay's public description of JSAPI; never tried inside a real WeChat.
 */
import { bridgeOf } from "./bridge";
import { storage } from "./common";
import type { CameBack, PayHint } from "./platform";

const LEFT_FROM = "wendan.left-from";

export const isInWechat = /MicroMessenger/i.test(navigator.userAgent);

/** WeChat's page sends the browser to the start of our pages; the customer goes on where they left, before any page opens. */
export function cameBackFromWechat(): CameBack | null {
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get("code"), query.get("state")];
  if (!state) return null;
  const from = storage.get(LEFT_FROM) ?? "";
  storage.remove(LEFT_FROM);
  history.replaceState(null, "", location.pathname + from);
  return code ? { code, state } : null;
}

/** Away to WeChat's page, which asks nobody anything; only where it leads back to this very origin, which alone knows the customer. */
export function leaveForWechat(address: string, from: string): boolean {
  const back = new URL(address).searchParams.get("redirect_uri");
  if (location.hash !== from || !back || new URL(back).origin !== location.origin) return false;
  try {
    storage.set(LEFT_FROM, from);
  } catch {
    return false;
  }
  location.replace(address);
  return true;
}

/** `get_brand_wcpay_request:ok`, `:cancel` or `:fail`; WeChat itself says that `ok` is no proof of a payment. */
export function wechatHintOf(errMsg: string | undefined): PayHint {
  if (errMsg?.endsWith(":cancel")) return "cancelled";
  return errMsg?.endsWith(":ok") ? "came-back" : "failed";
}

/** WeChat's page of PayScore: `businessType`, and all else as a query. */
export async function agreeInWechat({ businessType, ...given }: Record<string, string>): Promise<PayHint> {
  const wechat = await bridgeOf("WeixinJSBridge");
  if (!wechat) return "failed";
  const queryString = Object.entries(given)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return new Promise((resolve) => {
    wechat.invoke("openBusinessView", { businessType, queryString }, ({ err_msg }) => resolve(wechatHintOf(err_msg)));
  });
}

/** `signed` is what the server had WeChat prepare: appId, timeStamp, nonceStr, package, signType, paySign. */
export async function payInWechat(signed: Record<string, string>): Promise<PayHint> {
  const wechat = await bridgeOf("WeixinJSBridge");
  if (!wechat) return "failed";
  return new Promise((resolve) => {
    wechat.invoke("getBrandWCPayRequest", signed, ({ err_msg }) => resolve(wechatHintOf(err_msg)));
  });
}
