/** What went wrong, and how to say it to the person in front of the screen. */
import type { Locale } from '@shared/i18n';
import type { Facts, Problem as Body } from '@shared/types';

/** The server refused; `code` is stable, the titles are sentences for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly titleZh: string,
    readonly facts: Facts = {},
  ) {
    super(code);
  }
}

/** Nobody answered: what we asked for may or may not have happened. */
export class NoAnswer extends Error {
  constructor() {
    super('no-answer');
  }
}

/** The answer's body as a Problem, even when a proxy on the way speaks HTML. */
export function problemFrom(status: number, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Body>;
    if (body.code) return new Problem(status, body.code, body.title ?? body.code, body.title_zh ?? '', body.facts);
  } catch {
    // Not problem+json: the status is all we know.
  }
  return new Problem(status, `http-${status}`, `The server answered ${status}.`, `服务器返回 ${status}。`);
}

/** Worth another try by itself: silence, a busy or an absent house; never a refusal. */
export function isPassing(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof Problem && [408, 429, 502, 503, 504].includes(error.status));
}

/** Minutes and seconds until a lock-out ends, in words. */
export function waitingTime(seconds: number, locale: Locale): string {
  const whole = Math.max(1, Math.ceil(seconds));
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (locale === 'en') return minutes ? `${minutes} min ${rest} s` : `${rest} s`;
  return minutes ? `${minutes} 分 ${rest} 秒` : `${rest} 秒`;
}

/** The sentence a person reads. Facts that help to act are added to it. */
export function sentenceOf(error: unknown, locale: Locale): string {
  if (error instanceof NoAnswer) {
    return locale === 'en'
      ? 'No answer from the server. Nothing is lost; please check the network and try again.'
      : '服务器没有应答，数据不会丢失。请检查网络后重试。';
  }
  if (!(error instanceof Problem)) {
    return locale === 'en' ? 'Something unexpected happened on this page.' : '页面出现了意外情况。';
  }
  const title = (locale === 'en' ? error.title : error.titleZh) || error.title || error.titleZh;
  return title + addition(error, locale);
}

function addition({ code, facts }: Problem, locale: Locale): string {
  const isEnglish = locale === 'en';
  if (typeof facts.retry_after_s === 'number' && code !== 'service-is-away') {
    const time = waitingTime(facts.retry_after_s, locale);
    return isEnglish ? ` Try again in ${time}.` : `请在 ${time}后重试。`;
  }
  if (typeof facts.unsynced_orders === 'number') {
    return isEnglish ? ` (${facts.unsynced_orders} not sent yet)` : `（还有 ${facts.unsynced_orders} 单未上传）`;
  }
  if (code === 'request-is-invalid' && typeof facts.field === 'string') {
    return isEnglish ? ` (${facts.field})` : `（${facts.field}）`;
  }
  if (code === 'item-is-sold-out' && typeof facts.available === 'number') {
    return isEnglish ? ` (${facts.available} left)` : `（剩余 ${facts.available}）`;
  }
  return '';
}
