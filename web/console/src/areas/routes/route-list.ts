/** Routes as a person reads them: which rows matter now, how well they do, what a switch would mean. */
import type { Act, BreakerState, RouteView } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';

/** The route of a whole account: what all its methods do together. */
export const EVERY_METHOD = '*';
export const WINDOW_S = 300;
/** Below this share of good answers a row deserves attention even before its breaker opens. */
const POOR_SHARE = 0.9;

export const keyOf = (route: Pick<RouteView, 'channel' | 'account' | 'method'>) => `${route.channel}/${route.account}/${route.method}`;

export const stateTone: Record<BreakerState, Tone> = { CLOSED: 'ok', HALF_OPEN: 'wait', OPEN: 'bad' };
export const actTone: Record<Act, Tone> = { CLOSE: 'bad', DRAIN: 'wait', MOVE: 'note' };

/** The share of good answers; null where nothing was asked. */
export function goodShare({ well, ill }: Pick<RouteView, 'well' | 'ill'>): number | null {
  return well + ill > 0 ? well / (well + ill) : null;
}

export function isPoor(route: Pick<RouteView, 'well' | 'ill'>): boolean {
  const share = goodShare(route);
  return share !== null && share < POOR_SHARE;
}

/** Channels that need nobody's network: seldom ill, and no place to move traffic to. */
const OWN = ['cash', 'bank-card', 'balance', 'pay-later'];

/**
 * Whole accounts of the channels that need a network always; a method, or one of our own, where something happens
 * that its account's row does not tell, or all of them on wish. Our own stand last.
 */
export function shownRoutes(routes: readonly RouteView[], isEvery: boolean): RouteView[] {
  const acts = new Map(routes.filter((one) => one.method === EVERY_METHOD).map((one) => [`${one.channel}/${one.account}`, one.act]));
  const isTold = (route: RouteView) =>
    isEvery ||
    (route.method === EVERY_METHOD && !OWN.includes(route.channel)) ||
    route.state !== 'CLOSED' ||
    (route.method === EVERY_METHOD ? route.act !== null : route.act !== (acts.get(`${route.channel}/${route.account}`) ?? null)) ||
    route.well + route.ill > 0;
  const place = (route: RouteView) =>
    [OWN.includes(route.channel) ? 1 : 0, route.channel, route.account, route.method === EVERY_METHOD ? '' : route.method].join(' ');
  return routes.filter(isTold).sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

export interface Bar { x: number; well: number; ill: number }

/** The last five minutes as bars: where each stands (0 to 1), and how high (1 is the busiest stretch). */
export function barsOf(pulses: RouteView['pulses'], nowMs: number): Bar[] {
  const busiest = Math.max(1, ...pulses.map(([, well, ill]) => well + ill));
  return pulses
    .map(([beganAt, well, ill]) => ({
      x: 1 - (nowMs - Date.parse(beganAt)) / (WINDOW_S * 1000),
      well: well / busiest,
      ill: ill / busiest,
    }))
    .filter(({ x }) => x >= 0 && x <= 1);
}

export function targetsFor(channel: string, channels: readonly string[]): string[] {
  return channels.filter((one) => one !== channel && !OWN.includes(one));
}

/** `wechat/native` in its two parts. */
export function wayOf(text: string): { channel: string; method: string } {
  const [channel = '', method = ''] = text.split('/');
  return { channel, method };
}

/** Counts with their share of all, the largest first. */
export function sharesOf(rows: readonly (readonly [string, number])[]): { name: string; count: number; share: number }[] {
  const all = rows.reduce((sum, [, count]) => sum + count, 0);
  return rows.map(([name, count]) => ({ name, count, share: all ? count / all : 0 }));
}
