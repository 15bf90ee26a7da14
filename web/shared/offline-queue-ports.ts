/** What the offline queue needs from the world, and the words it speaks. */
import type { Problem } from "./types";

/**
 * 待发送 waiting · 发送中 sending · 需要你确认 asking · 已送达 delivered.
 * `asking`: the server certainly refused and stored nothing; `question` says why.
 */
export type FrozenState = "waiting" | "sending" | "asking" | "delivered";

/** Why the server said no: its problem details. */
export type Question = Pick<Problem, "code" | "title" | "title_zh" | "facts">;

export interface FrozenOrder<Body, Answer> {
  /** The client's own id, sent as Idempotency-Key with every try. */
  readonly id: string;
  readonly body: Body;
  readonly state: FrozenState;
  /** How often it was sent; above zero it may have arrived although no answer did. */
  readonly tries: number;
  /** Milliseconds by the clock port, for showing its age only. */
  readonly frozenAt: number;
  /** False when storage was full: it lives as long as the page does, and the customer is told. */
  readonly isDurable: boolean;
  readonly question: Question | null;
  readonly answer: Answer | null;
}

/** What came of one try. */
export type Verdict<Answer> =
  | { kind: "delivered"; answer: Answer }
  | { kind: "refused"; question: Question }
  | { kind: "later"; retryAfterS?: number };

/** Thrown by `QueueStorage.set` when there is no room. */
export class StorageIsFull extends Error {}

/** Durable text by key. */
export interface QueueStorage {
  keys(): string[];
  get(key: string): string | null;
  set(key: string, text: string): void;
  remove(key: string): void;
}

export interface QueueClock {
  /** Milliseconds since 1970, best of the server's time. */
  now(): number;
  /** Milliseconds that never jump. */
  steady(): number;
  /** Call once after `ms`; returns how to call it off. */
  after(ms: number, call: () => void): () => void;
  /** A number from 0 up to 1. */
  chance(): number;
}

export interface QueueTransport<Body, Answer> {
  /** One try. Signing in again is its business; throwing means `later`. */
  send(id: string, body: Body): Promise<Verdict<Answer>>;
}

export interface QueueLock {
  /**
   * Run `work` unless another tab is inside under the same name; false when it is. A device without such locks
   * just runs it: the server's idempotency keeps two senders harmless.
   */
  exclusively(name: string, work: () => Promise<void>): Promise<boolean>;
}

export interface QueuePorts<Body, Answer> {
  storage: QueueStorage;
  clock: QueueClock;
  transport: QueueTransport<Body, Answer>;
  lock: QueueLock;
  isOnline(): boolean;
}

export interface QueueSettings {
  firstRetryMs: number;
  longestRetryMs: number;
  /** A try without an answer by then ends as `later`, so that it cannot hold up the others. */
  sendLimitMs: number;
  /** How long to wait when another tab is sending. */
  busyElsewhereMs: number;
  keepDelivered: number;
}

/** 4xx that say "not now" instead of "no". 401 is here because the transport signs in again. */
const NOT_NOW = [401, 408, 423, 425, 429];

/** What an HTTP answer to a try means. A status of 0 is silence. */
export function verdictOf<Answer>(
  status: number,
  body: unknown,
  retryAfterS?: number,
): Verdict<Answer> {
  if (status >= 200 && status < 300) return { kind: "delivered", answer: body as Answer };
  if (status < 400 || status >= 500 || NOT_NOW.includes(status)) return { kind: "later", retryAfterS };
  const told = (typeof body === "object" && body !== null ? body : {}) as Partial<Question>;
  return {
    kind: "refused",
    question: {
      code: told.code ?? `http-${status}`,
      title: told.title ?? "The shop cannot take this order.",
      title_zh: told.title_zh ?? "门店无法接收这份订单。",
      facts: told.facts ?? {},
    },
  };
}
