/** Follow one order over a socket: every change as it happens, resumed by cursor, given up never. */
import type { OrderNews } from "../../../shared/types";
import { platform } from "../platform";
import { after, clock } from "../state/clock";
import { heardServer } from "../state/network";
import type { OrderPlace } from "./diner";
import { signOut, token } from "./session";

const LONGEST_PAUSE_MS = 15_000;
/** The server pings every 15 s; a socket silent for longer is dead, whatever it says of itself. */
const DEAD_AFTER_MS = 40_000;
const SIGN_IN_AGAIN = 4401;

export interface Follower {
  onNews(news: OrderNews): void;
  onLink(isLive: boolean): void;
}

/** Start following from event `cursor`; returns how to stop. */
export function followOrder(place: OrderPlace, cursor: number, follower: Follower): () => void {
  const link = new Link(place, cursor, follower);
  void link.open();
  return () => link.end();
}

class Link {
  private task: UniApp.SocketTask | null = null;
  private failures = 0;
  private isEnded = false;
  private stopWatch = () => {};
  private stopPause = () => {};

  constructor(
    private readonly place: OrderPlace,
    private cursor: number,
    private readonly follower: Follower,
  ) {}

  async open(): Promise<void> {
    const mine = await token().catch(() => null);
    if (this.isEnded) return;
    if (mine === null) return this.again();
    const task = uni.connectSocket({ url: `${platform.socketBase}/live/diner`, complete: () => undefined });
    this.task = task;
    this.watch();
    task.onOpen(() => {
      const { storeId, orderId } = this.place;
      task.send({ data: JSON.stringify({ token: mine, store_id: storeId, order_id: orderId, cursor: this.cursor }) });
    });
    task.onMessage(({ data }) => this.hear(String(data)));
    task.onClose((told: { code?: number }) => this.lost(task, told.code));
    task.onError(() => this.lost(task, undefined));
  }

  end(): void {
    this.isEnded = true;
    this.stopWatch();
    this.stopPause();
    this.task?.close({});
    this.task = null;
  }

  private hear(text: string): void {
    this.watch();
    heardServer();
    this.failures = 0;
    const told = JSON.parse(text) as { ping?: string } | OrderNews;
    this.follower.onLink(true);
    if (!("order" in told)) return void (told.ping && clock.hear(told.ping));
    clock.hear(told.server_time);
    this.cursor = told.cursor;
    this.follower.onNews(told);
  }

  private watch(): void {
    this.stopWatch();
    this.stopWatch = after(DEAD_AFTER_MS, () => this.task?.close({}));
  }

  private lost(task: UniApp.SocketTask, code: number | undefined): void {
    if (this.task !== task) return;
    this.task = null;
    this.stopWatch();
    if (this.isEnded) return;
    this.follower.onLink(false);
    if (code === SIGN_IN_AGAIN) signOut();
    this.again();
  }

  private again(): void {
    this.failures += 1;
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(this.failures, 6));
    this.stopPause = after(pause, () => void this.open());
  }
}
