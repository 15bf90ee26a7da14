/** A pretend world for the offline queue: time that is turned by hand, storage that fills up, a server with a memory. */
import {
  OfflineQueue,
  StorageIsFull,
  verdictOf,
  type QueueLock,
  type QueuePorts,
  type Verdict,
} from "../../shared/offline-queue";

export interface Body {
  dish: string;
}
export interface Answer {
  orderId: string;
}

/** Timers run when the test turns the hands; `wall` may be set to nonsense. */
export class HandClock {
  steadyMs = 0;
  wallMs = 1_800_000_000_000;
  private timers: { at: number; call: () => void }[] = [];

  now = () => this.wallMs;
  steady = () => this.steadyMs;
  chance = () => 0.5;
  after = (ms: number, call: () => void) => {
    const timer = { at: this.steadyMs + ms, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  };

  /** Let `ms` pass, ringing every timer on its way and letting promises settle after each. */
  async turn(ms: number): Promise<void> {
    const end = this.steadyMs + ms;
    await settle();
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.steadyMs = Math.max(this.steadyMs, next.at);
      next.call();
      await settle();
    }
    this.steadyMs = end;
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** The state of each order of a queue. */
export const states = (queue: { orders(): { id: string; state: string }[] }) =>
  Object.fromEntries(queue.orders().map((order) => [order.id, order.state]));

export class Shelf {
  readonly texts = new Map<string, string>();
  room = Number.POSITIVE_INFINITY;

  keys = () => [...this.texts.keys()];
  get = (key: string) => this.texts.get(key) ?? null;
  remove = (key: string) => void this.texts.delete(key);
  set = (key: string, text: string) => {
    const others = [...this.texts].reduce((sum, [k, v]) => sum + (k === key ? 0 : k.length + v.length), 0);
    if (others + key.length + text.length > this.room) throw new StorageIsFull();
    this.texts.set(key, text);
  };
}

/** Remembers orders by key as the real one does, and answers each try as told. */
export class Shop {
  readonly orders = new Map<string, string>();
  readonly posts: string[] = [];
  /** How the next tries of an id go, then "ok". lost = arrived, but the answer did not. */
  readonly plan = new Map<string, ("ok" | "lost" | "silent" | "hang" | number)[]>();

  send = async (id: string, body: Body): Promise<Verdict<Answer>> => {
    this.posts.push(id);
    const fate = this.plan.get(id)?.shift() ?? "ok";
    if (fate === "silent") throw new Error("no network");
    if (fate === "hang") return new Promise(() => undefined);
    if (typeof fate === "number") return verdictOf(fate, { code: `because-${fate}`, title: "", title_zh: "", facts: {} });
    const known = this.orders.get(id);
    const text = JSON.stringify(body);
    if (known !== undefined && known !== text) return verdictOf(409, { code: "order-id-was-used" });
    this.orders.set(id, text);
    if (fate === "lost") throw new Error("answer lost");
    return { kind: "delivered", answer: { orderId: `order-${id}` } };
  };
}

/** navigator.locks among the tabs of one browser. */
export class Door implements QueueLock {
  private readonly inside = new Set<string>();
  exclusively = async (name: string, work: () => Promise<void>) => {
    if (this.inside.has(name)) return false;
    this.inside.add(name);
    await work().finally(() => this.inside.delete(name));
    return true;
  };
}

export class World {
  readonly clock = new HandClock();
  readonly shelf = new Shelf();
  readonly shop = new Shop();
  readonly door = new Door();
  isOnline = true;

  /** A page of the app; every page shares storage, shop and door. */
  tab(lock: QueueLock = this.door): OfflineQueue<Body, Answer> {
    const ports: QueuePorts<Body, Answer> = {
      storage: this.shelf,
      clock: this.clock,
      transport: { send: (id, body) => (this.isOnline ? this.shop.send(id, body) : Promise.reject(new Error("off"))) },
      lock,
      isOnline: () => this.isOnline,
    };
    return new OfflineQueue("frozen/", ports);
  }
}

export const NO_LOCK: QueueLock = {
  exclusively: async (_, work) => {
    await work();
    return true;
  },
};
