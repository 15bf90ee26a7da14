/** One order on a page: read, followed live, read again when the socket is away. */
import { onUnload } from "@dcloudio/uni-app";
import { ref, shallowRef } from "vue";
import type { OrderPage } from "../../../shared/types";
import { askOrder, readOrder, type OrderPlace } from "../api/diner";
import { followOrder } from "../api/live";
import { platform } from "../platform";
import { after } from "./clock";
import { wordsOf } from "./trouble";

const READ_EVERY_MS = 5000;

export function useOrder() {
  const page = shallowRef<OrderPage | null>(null);
  const isLive = ref(false);
  const trouble = ref("");
  let place: OrderPlace | null = null;
  let stopFollowing = () => {};
  let stopTimer = () => {};

  /** Take what is newer; a socket's message brings only the events since the last one. */
  function hear(news: OrderPage): void {
    const known = page.value;
    if (known && known.order.id === news.order.id && news.server_time < known.server_time) return;
    const numbers = new Set(news.events.map((event) => event.event_no));
    const before = (known?.events ?? []).filter((event) => !numbers.has(event.event_no));
    const events = [...before, ...news.events].sort((a, b) => a.event_no - b.event_no);
    trouble.value = "";
    page.value = { ...known, ...news, events };
  }

  /** What `call` answers becomes the page; its refusal is told. */
  async function take(call: () => Promise<OrderPage>): Promise<boolean> {
    try {
      hear(await call());
      return true;
    } catch (error) {
      trouble.value = wordsOf(error);
      return false;
    }
  }

  function readWhileDeaf(): void {
    stopTimer();
    stopTimer = after(READ_EVERY_MS, () => {
      if (place && !isLive.value) void take(() => readOrder(place!));
      readWhileDeaf();
    });
  }

  async function open(storeId: string, orderId: string): Promise<void> {
    place = { storeId, orderId };
    await take(() => readOrder(place!));
    const last = page.value?.events.at(-1)?.event_no ?? 0;
    stopFollowing();
    stopFollowing = followOrder(place, last, { onNews: hear, onLink: (told) => (isLive.value = told) });
    readWhileDeaf();
  }

  /** Have the server ask the payment channel now. */
  async function ask(): Promise<boolean> {
    return place !== null && take(() => askOrder(place!));
  }

  const stopShow = platform.onShow(() => place && void take(() => readOrder(place!)));
  onUnload(() => {
    stopShow();
    stopFollowing();
    stopTimer();
    place = null;
  });

  return { page, isLive, trouble, open, ask, hear, take, placeOf: () => place! };
}
