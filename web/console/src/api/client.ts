/** One door to the server: every request carries who asks and from which device, every refusal becomes a Problem. */
import { reactive } from 'vue';
import { clock, hearTime } from '@/live/clock';
import { deviceKey } from '@/session/device';
import { token } from '@/session/token';
import { NoAnswer, Problem, problemFrom } from './problem';

/** What the last requests taught us about the line to the server. */
export const line = reactive({ isUp: true, answeredAt: 0 });

const signedOutListeners = new Set<() => void>();

/** Called when the server says that our sign-in is over. */
export function onSignedOut(listener: () => void): void {
  signedOutListeners.add(listener);
}

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** A file sent as it is, instead of a body. */
  file?: Blob;
  /** One key per user intention: a repeat of the same intention is then harmless. */
  key?: string;
  query?: Record<string, string | readonly string[] | undefined>;
  signal?: AbortSignal;
  /** Lets the request outlive the page, for words spoken while leaving. */
  keepalive?: boolean;
}

const PATIENCE_MS = 15_000;

/** Ask the server. Throws Problem when it refuses and NoAnswer when nobody answers. */
export async function ask<T>(path: string, wish: Ask = {}): Promise<T> {
  const response = await answerTo(path, wish);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Ask for a file, whatever is in it. Throws as `ask` does. */
export async function askFile(path: string, wish: Ask = {}): Promise<Blob> {
  return (await answerTo(path, wish)).blob();
}

async function answerTo(path: string, wish: Ask): Promise<Response> {
  const askedAt = clock.mark();
  const response = await send(path, wish);
  line.isUp = response.status !== 502 && response.status !== 504;
  line.answeredAt = Date.now();
  hearTime(response, askedAt);
  if (response.ok) return response;
  throw refused(problemFrom(response.status, await response.text()));
}

async function send(path: string, wish: Ask): Promise<Response> {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  const signal = wish.signal ? AbortSignal.any([wish.signal, timeout]) : timeout;
  try {
    return await fetch(path + queryOf(wish.query), {
      method: wish.method ?? 'GET',
      headers: headersOf(wish),
      body: wish.file ?? (wish.body === undefined ? null : JSON.stringify(wish.body)),
      keepalive: wish.keepalive ?? false,
      signal,
    });
  } catch (error) {
    if (wish.signal?.aborted) throw error;
    line.isUp = false;
    throw new NoAnswer();
  }
}

function headersOf(wish: Ask): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (token.value) headers.Authorization = `Bearer ${token.value}`;
  if (deviceKey.value) headers['Wendan-Device'] = deviceKey.value;
  if (wish.file) headers['Content-Type'] = wish.file.type;
  else if (wish.body !== undefined) headers['Content-Type'] = 'application/json';
  if (wish.key) headers['Idempotency-Key'] = wish.key;
  return headers;
}

function queryOf(query: Ask['query']): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === '') continue;
    for (const one of typeof value === 'string' ? [value] : value) words.append(name, one);
  }
  const text = words.toString();
  return text && `?${text}`;
}

function refused(problem: Problem): Problem {
  if (problem.code === 'sign-in-needed' && token.value) signedOutListeners.forEach((listener) => listener());
  return problem;
}
