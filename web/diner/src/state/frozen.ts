/** The app's offline queue: every order goes through it, online too, so there is one way and it is always tried. */
import { ref, shallowRef, watch } from "vue";
import { OfflineQueue, type FrozenOrder } from "../../../shared/offline-queue";
import type { OrderView, PlaceOrder } from "../../../shared/types";
import { placeOrder } from "../api/diner";
import { platform } from "../platform";
import { after, clock } from "./clock";
import { isOnline } from "./network";

export interface FrozenBody {
  order: PlaceOrder;
  storeName: string;
  /** Dish names by id, to speak of them when the menu is not at hand. */
  names: Record<string, string>;
}
export type Frozen = FrozenOrder<FrozenBody, OrderView>;

export const queue = new OfflineQueue<FrozenBody, OrderView>("wendan.frozen/", {
  storage: platform.storage,
  clock: { now: () => clock.now(), steady: platform.clocks.steady, after, chance: () => Math.random() },
  transport: { send: (id, body) => placeOrder(id, body.order) },
  lock: platform.lock,
  isOnline: platform.isOnline,
});

export const frozenOrders = shallowRef<Frozen[]>([]);
export const unreadableOrders = ref<string[]>([]);

/** Start sending what waits, and again whenever the world may have changed. */
export function startQueue(): void {
  queue.subscribe((orders, unreadable) => {
    frozenOrders.value = orders;
    unreadableOrders.value = unreadable;
  });
  platform.onNetwork((isBack) => isBack && void queue.wake());
  platform.onShow(() => void queue.wake());
  platform.onStorageChange(() => queue.tell());
  watch(isOnline, (isBack) => isBack && queue.unsynced > 0 && void queue.wake());
  void queue.wake();
}
