/** Whose payment code was scanned: by its first digits and its length, as each channel publishes them. */
import type { MethodView } from '@shared/types';

interface CodeRule { channel: string; from: number; to: number; least: number; most: number }

/** First two digits from–to, and how many digits in all. */
const RULES: readonly CodeRule[] = [
  { channel: 'wechat', from: 10, to: 15, least: 18, most: 18 },
  { channel: 'alipay', from: 25, to: 30, least: 16, most: 24 },
  { channel: 'unionpay', from: 62, to: 62, least: 19, most: 19 },
];

/** What a scanner typed, without the spaces people put between groups. */
export const cleaned = (text: string) => text.replace(/\s+/g, '');

/** Long enough to be a payment code at all; the server takes no other. */
export const isCode = (code: string) => /^[0-9A-Za-z]{8,64}$/.test(code);

/** The channel whose code this is; null when nobody's rule fits. */
export function channelOf(code: string): string | null {
  if (!/^\d+$/.test(code)) return null;
  const head = Number(code.slice(0, 2));
  const rule = RULES.find(({ from, to, least, most }) => head >= from && head <= to && code.length >= least && code.length <= most);
  return rule?.channel ?? null;
}

export type Scanned =
  | { kind: 'bad' }
  | { kind: 'pay'; method: MethodView }
  | { kind: 'ask'; methods: MethodView[] }
  | { kind: 'not-here'; channel: string };

/** What to do with a scanned code, given what this order can be paid by; a code of none of them asks the cashier. */
export function scannedBy(code: string, offered: readonly MethodView[]): Scanned {
  if (!isCode(code)) return { kind: 'bad' };
  const methods = offered.filter(({ scene }) => scene === 'barcode');
  const channel = channelOf(code);
  if (channel === null) return { kind: 'ask', methods };
  const method = methods.find((one) => one.channel === channel);
  return method ? { kind: 'pay', method } : { kind: 'not-here', channel };
}

/** The code in a coupon's picture, which begins as no payment code does; null where it is none. */
export const shownCoupon = (text: string) => /^YHQ([0-9A-F]{10})$/i.exec(text)?.[1]?.toUpperCase() ?? null;

/** The same, or the ten letters typed from below the picture, with or without a gap. */
export function couponCode(text: string): string | null {
  const code = cleaned(text);
  return shownCoupon(code) ?? (/^[0-9A-F]{10}$/i.test(code) ? code.toUpperCase() : null);
}
