/**
 * Orders that wait on the device until the server has them (A2). Plain TypeScript: the diner's H5 and mini-program
 * and the cashier's console bring their own storage, clock, transport and lock.
 *
 * What it promises:
 * - `submit` returns only after the order is in durable storage, or says `isDurable: false` when storage is full;
 * - an order leaves only as delivered, or by a person's word (`discard`, `dismiss`);
 * - the client's id goes with every try unchanged, so the server makes one order of any number of tries;
 * - one bad order never blocks another: each has its own back-off, its own time limit, its own record;
 * - a refusal is never resolved silently: the order waits as `asking` until a person answers.
 *
 * Records lie one per key, so two tabs cannot overwrite each other's; the records are the truth and memory only
 * holds what a restart may forget (when to try next). Nothing durable depends on the device's clock.
 * The whole story with its state table: docs/explanation/offline-orders.md.
 */
import type { FrozenOrder, QueuePorts, QueueSettings, Verdict } from "./offline-queue-ports";
import { StorageIsFull } from "./offline-queue-ports";

export * from "./offline-queue-ports";

const VERSION = 1;
const DEFAULTS: QueueSettings = {
  firstRetryMs: 1_000,
  longestRetryMs: 60_000,
  sendLimitMs: 20_000,
  busyElsewhereMs: 2_000,
  keepDelivered: 20,
};

type Listener<Body, Answer> = (orders: FrozenOrder<Body, Answer>[], unreadable: string[]) => void;

export class OfflineQueue<Body, Answer> {
  private readonly settings: QueueSettings;
  private readonly volatile = new Map<string, FrozenOrder<Body, Answer>>();
  private readonly tryAt = new Map<string, number>();
  private readonly listeners = new Set<Listener<Body, Answer>>();
  private running: Promise<void> | null = null;
  private stopTimer: (() => void) | null = null;

  /** `prefix` starts the storage keys of this queue; one per kind of order and, at a till, per store. */
  constructor(
    private readonly prefix: string,
    private readonly ports: QueuePorts<Body, Answer>,
    settings: Partial<QueueSettings> = {},
  ) {
    this.settings = { ...DEFAULTS, ...settings };
  }

  /** Every order of the queue, oldest first. */
  orders(): FrozenOrder<Body, Answer>[] {
    return this.readAll().orders;
  }

  find(id: string): FrozenOrder<Body, Answer> | undefined {
    return this.orders().find((order) => order.id === id);
  }

  /** Orders the server does not have yet; a shift is not closed while this is above zero. */
  get unsynced(): number {
    const { orders, unreadable } = this.readAll();
    return orders.filter((order) => order.state !== "delivered").length + unreadable.length;
  }

  /** Called with all orders now and after every change; returns how to stop. */
  subscribe(listener: Listener<Body, Answer>): () => void {
    this.listeners.add(listener);
    const { orders, unreadable } = this.readAll();
    listener(orders, unreadable);
    return () => this.listeners.delete(listener);
  }

  /**
   * Freeze an order under the client's own id (8–64 of [0-9A-Za-z_-]) and start sending. The same id again
   * (a double tap, a second tab) gives the order already there, whatever it says now.
   */
  submit(id: string, body: Body): FrozenOrder<Body, Answer> {
    const known = this.find(id);
    if (known) return known;
    const frozenAt = this.ports.clock.now();
    const fresh = { state: "waiting" as const, tries: 0, isDurable: true, question: null, answer: null };
    const kept = this.write({ id, body, frozenAt, ...fresh });
    void this.flush();
    return kept;
  }

  /** The order once a try of it has ended, or as it is after `limitMs`. */
  async outcome(id: string, limitMs: number): Promise<FrozenOrder<Body, Answer> | undefined> {
    const isOver = (order: FrozenOrder<Body, Answer> | undefined) =>
      !order || order.state === "asking" || order.state === "delivered" || (order.state === "waiting" && order.tries > 0);
    return new Promise((resolve) => {
      let stopTimer = () => {};
      let stop = () => {};
      const end = () => {
        stop();
        stopTimer();
        resolve(this.find(id));
      };
      if (isOver(this.find(id))) return end();
      stop = this.subscribe(() => isOver(this.find(id)) && end());
      stopTimer = this.ports.clock.after(limitMs, end);
    });
  }

  /** Network back, page shown or app started: try everything now. */
  wake(): Promise<void> {
    this.tryAt.clear();
    this.tell();
    return this.flush();
  }

  /** The customer's answer to a question: send this body instead, under the same id (nothing was stored for it). */
  answer(id: string, body: Body): boolean {
    const order = this.find(id);
    if (order?.state !== "asking") return false;
    this.write({ ...order, body, state: "waiting", question: null });
    this.tryAt.delete(id);
    void this.flush();
    return true;
  }

  /**
   * The customer no longer wants it. An order that was tried may have arrived although no answer did
   * (`tries > 0` and not asking): that one goes only with `evenIfUnsure`, and the caller says so on the screen.
   */
  discard(id: string, { evenIfUnsure = false } = {}): boolean {
    const order = this.find(id);
    if (order) {
      const isSure = order.state === "asking" || (order.state === "waiting" && order.tries === 0);
      if (order.state === "delivered" || (!isSure && !evenIfUnsure)) return false;
    }
    this.remove(id);
    return true;
  }

  /** A delivered order has been seen and leaves the list. */
  dismiss(id: string): void {
    if (this.find(id)?.state === "delivered") this.remove(id);
  }

  /** Stop timers; the records stay. */
  close(): void {
    this.stopTimer?.();
    this.stopTimer = null;
    this.listeners.clear();
  }

  private flush(): Promise<void> {
    this.running ??= this.flushOnce().finally(() => {
      this.running = null;
      this.schedule();
    });
    return this.running;
  }

  private async flushOnce(): Promise<void> {
    if (!this.nextDue() || !this.ports.isOnline()) return;
    const wasOurs = await this.ports.lock.exclusively(`${this.prefix}flush`, async () => {
      for (let order = this.nextDue(); order; order = this.nextDue()) await this.sendOne(order);
    });
    if (!wasOurs) this.postponeAll(this.settings.busyElsewhereMs);
  }

  /** Least tried first, so that an order the server chokes on goes behind all the others. */
  private nextDue(): FrozenOrder<Body, Answer> | undefined {
    const now = this.ports.clock.steady();
    return this.unfinished()
      .filter((order) => (this.tryAt.get(order.id) ?? 0) <= now)
      .sort((a, b) => a.tries - b.tries)[0];
  }

  /** What is to be sent; `sending` here was left by a crash or a closed tab, since only the lock's holder sends. */
  private unfinished(): FrozenOrder<Body, Answer>[] {
    return this.orders().filter((order) => order.state === "waiting" || order.state === "sending");
  }

  private async sendOne(waiting: FrozenOrder<Body, Answer>): Promise<void> {
    const order = { ...waiting, state: "sending" as const, tries: waiting.tries + 1 };
    this.tryAt.set(order.id, this.ports.clock.steady() + this.pause(order.tries));
    const kept = this.write(order);
    const verdict = await this.askWithLimit(kept);
    const current = this.find(order.id);
    // Discarded while on its way: it does not rise again. Delivered by another tab: that is known for good.
    if (!current || current.state === "delivered") return this.tell();
    this.write(this.after(kept, verdict));
    if (verdict.kind === "delivered") this.prune();
  }

  private after(order: FrozenOrder<Body, Answer>, verdict: Verdict<Answer>): FrozenOrder<Body, Answer> {
    if (verdict.kind === "delivered") return { ...order, state: "delivered", answer: verdict.answer };
    if (verdict.kind === "refused") return { ...order, state: "asking", question: verdict.question };
    const wished = Math.min((verdict.retryAfterS ?? 0) * 1000, this.settings.longestRetryMs);
    const pause = Math.max(this.pause(order.tries), wished);
    this.tryAt.set(order.id, this.ports.clock.steady() + pause);
    return { ...order, state: "waiting" };
  }

  private askWithLimit(order: FrozenOrder<Body, Answer>): Promise<Verdict<Answer>> {
    return new Promise((resolve) => {
      const stop = this.ports.clock.after(this.settings.sendLimitMs, () => resolve({ kind: "later" }));
      const end = (verdict: Verdict<Answer>) => {
        stop();
        resolve(verdict);
      };
      this.ports.transport.send(order.id, order.body).then(end, () => end({ kind: "later" }));
    });
  }

  /** Doubling up to the cap, with chance between half and all of it, so that a street of phones does not march in step. */
  private pause(tries: number): number {
    const longest = Math.min(this.settings.longestRetryMs, this.settings.firstRetryMs * 2 ** Math.min(tries - 1, 20));
    return longest * (0.5 + 0.5 * this.ports.clock.chance());
  }

  private postponeAll(ms: number): void {
    const until = this.ports.clock.steady() + ms;
    for (const order of this.unfinished()) this.tryAt.set(order.id, Math.max(until, this.tryAt.get(order.id) ?? 0));
  }

  private schedule(): void {
    this.stopTimer?.();
    this.stopTimer = null;
    const times = this.unfinished().map((order) => this.tryAt.get(order.id) ?? 0);
    if (times.length === 0) return;
    // Offline the due ones are looked at again after the cap, in case the device never says that it is back.
    const wait = this.ports.isOnline() ? Math.min(...times) - this.ports.clock.steady() : this.settings.longestRetryMs;
    this.stopTimer = this.ports.clock.after(Math.max(1, wait), () => void this.flush());
  }

  private readAll(): { orders: FrozenOrder<Body, Answer>[]; unreadable: string[] } {
    const orders = [...this.volatile.values()];
    const unreadable: string[] = [];
    for (const key of this.ports.storage.keys()) {
      if (!key.startsWith(this.prefix)) continue;
      const id = key.slice(this.prefix.length);
      const found = this.volatile.has(id) ? null : readRecord<Body, Answer>(this.ports.storage.get(key));
      if (found === "unreadable") unreadable.push(id);
      else if (found) orders.push(found);
    }
    orders.sort((a, b) => a.frozenAt - b.frozenAt || (a.id < b.id ? -1 : 1));
    return { orders, unreadable };
  }

  private write(order: FrozenOrder<Body, Answer>): FrozenOrder<Body, Answer> {
    const durable = { ...order, isDurable: true };
    const isKept = this.tryToKeep(durable) || (this.forgetDelivered(0) && this.tryToKeep(durable));
    const kept = isKept ? durable : { ...order, isDurable: false };
    if (isKept) this.volatile.delete(order.id);
    else this.volatile.set(order.id, kept);
    this.tell();
    return kept;
  }

  private tryToKeep(order: FrozenOrder<Body, Answer>): boolean {
    try {
      this.ports.storage.set(this.prefix + order.id, JSON.stringify({ v: VERSION, ...order }));
      return true;
    } catch (error) {
      if (error instanceof StorageIsFull) return false;
      throw error;
    }
  }

  private remove(id: string): void {
    this.volatile.delete(id);
    this.tryAt.delete(id);
    this.ports.storage.remove(this.prefix + id);
    this.tell();
  }

  private prune(): void {
    if (this.forgetDelivered(this.settings.keepDelivered)) this.tell();
  }

  /** Drop the oldest delivered orders down to `keep`; true when that freed anything. */
  private forgetDelivered(keep: number): boolean {
    const delivered = this.orders().filter((order) => order.state === "delivered");
    const old = delivered.slice(0, Math.max(0, delivered.length - keep));
    for (const order of old) this.ports.storage.remove(this.prefix + order.id);
    return old.length > 0;
  }

  /** Show the orders again: also when another tab changed the storage. */
  tell(): void {
    const { orders, unreadable } = this.readAll();
    for (const listener of [...this.listeners]) listener(orders, unreadable);
  }
}

/** A record as stored; null for one that a newer version of the app wrote and will read again. */
function readRecord<Body, Answer>(text: string | null): FrozenOrder<Body, Answer> | "unreadable" | null {
  try {
    const found = JSON.parse(text ?? "");
    if (typeof found.v === "number" && found.v > VERSION) return null;
    const { v, ...order } = found;
    return v === VERSION && typeof order.id === "string" && "body" in order ? order : "unreadable";
  } catch {
    return "unreadable";
  }
}
