/**
 * Inside WeChat's own browser: its bridge opens the payment over our page.
 * Written by WeChat Pay's public description of JSAPI; never tried inside a real WeChat.
 */
import { bridgeOf } from "./bridge";
import type { PayHint } from "./platform";

export const isInWechat = /MicroMessenger/i.test(navigator.userAgent);

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
