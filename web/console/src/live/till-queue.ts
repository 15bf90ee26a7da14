/** Orders of this till that the server does not have yet (A2), one queue per store, over reloads and cut lines. */
import { type FrozenOrder, OfflineQueue } from '@shared/offline-queue';
import type { OrderView, PlaceAtCounter } from '@shared/types';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { countQueueBy } from '@/session/heartbeat';
import { portsOf, post } from './queue-ports';

export type TillOrder = FrozenOrder<PlaceAtCounter, OrderView>;
export type TillQueue = OfflineQueue<PlaceAtCounter, OrderView>;

const sending = (storeId: string) => (id: string, body: PlaceAtCounter) => post<OrderView>(`/api/store/${storeId}/orders`, body, id);

export const tillQueue = shallowRef<TillQueue>();
/** What stands in the queue, oldest first. */
export const tillOrders = shallowRef<TillOrder[]>([]);

/** Runs the queue of the store worked on, whichever page is shown, so that orders leave as soon as they can. */
export function useTillQueue(storeId: Ref<string>): void {
  watch(
    storeId,
    (id) => {
      tillQueue.value?.close();
      tillQueue.value = id ? new OfflineQueue(`wendan.till.${id}.`, portsOf(sending(id))) : undefined;
      tillQueue.value?.subscribe((now) => (tillOrders.value = now));
      void tillQueue.value?.wake();
    },
    { immediate: true },
  );
  countQueueBy(() => tillQueue.value?.unsynced ?? 0);
  const wake = () => void tillQueue.value?.wake();
  const changed = ({ key }: StorageEvent) => key?.startsWith('wendan.till.') && wake();
  window.addEventListener('online', wake);
  window.addEventListener('storage', changed);
  onScopeDispose(() => {
    window.removeEventListener('online', wake);
    window.removeEventListener('storage', changed);
    tillQueue.value?.close();
  });
}
