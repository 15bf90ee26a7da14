/** Orders of this till that the server does not have yet (A2), one queue per store, over reloads and cut lines. */
import {
  type FrozenOrder, OfflineQueue, type QueuePorts, StorageIsFull, type Verdict, verdictOf,
} from '@shared/offline-queue';
import type { OrderView, PlaceAtCounter } from '@shared/types';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { deviceKey } from '@/session/device';
import { countQueueBy } from '@/session/heartbeat';
import { token } from '@/session/token';
import { clock, hearTime } from './clock';

export type TillOrder = FrozenOrder<PlaceAtCounter, OrderView>;
export type TillQueue = OfflineQueue<PlaceAtCounter, OrderView>;

async function send(storeId: string, id: string, body: PlaceAtCounter): Promise<Verdict<OrderView>> {
  // Signed out: not now. The order waits for the next cashier.
  if (!token.value) return { kind: 'later' };
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Idempotency-Key': id,
    Authorization: `Bearer ${token.value}`,
  };
  if (deviceKey.value) headers['Wendan-Device'] = deviceKey.value;
  const askedAt = clock.mark();
  const answer = await fetch(`/api/store/${storeId}/orders`, { method: 'POST', headers, body: JSON.stringify(body) });
  hearTime(answer, askedAt);
  const wait = Number(answer.headers.get('Retry-After')) || undefined;
  return verdictOf<OrderView>(answer.status, await answer.json().catch(() => null), wait);
}

const storage: QueuePorts<unknown, unknown>['storage'] = {
  keys: () => Object.keys(localStorage),
  get: (key) => localStorage.getItem(key),
  remove: (key) => localStorage.removeItem(key),
  set(key, text) {
    try {
      localStorage.setItem(key, text);
    } catch {
      throw new StorageIsFull();
    }
  },
};

function portsOf(storeId: string): QueuePorts<PlaceAtCounter, OrderView> {
  return {
    storage,
    clock: {
      now: () => clock.now(),
      steady: () => performance.now(),
      after(ms, call) {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      chance: Math.random,
    },
    transport: { send: (id, body) => send(storeId, id, body) },
    lock: {
      async exclusively(name, work) {
        // Missing on plain-http addresses; there the server's idempotency keeps two tabs harmless.
        if (!('locks' in navigator)) return work().then(() => true);
        return navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
          if (lock) await work();
          return lock !== null;
        });
      },
    },
    isOnline: () => navigator.onLine,
  };
}

export const tillQueue = shallowRef<TillQueue>();
/** What stands in the queue, oldest first. */
export const tillOrders = shallowRef<TillOrder[]>([]);

/** Runs the queue of the store worked on, whichever page is shown, so that orders leave as soon as they can. */
export function useTillQueue(storeId: Ref<string>): void {
  watch(
    storeId,
    (id) => {
      tillQueue.value?.close();
      tillQueue.value = id ? new OfflineQueue(`wendan.till.${id}.`, portsOf(id)) : undefined;
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
