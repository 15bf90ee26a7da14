/** The counter's side of passes: keys kept for the time without a line, uses sent as soon as there is one. */
import { OfflineQueue } from '@shared/offline-queue';
import type { PassKeys, PassUse, UsePass } from '@shared/types';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { ask } from '@/api/client';
import { deviceKey } from '@/session/device';
import { clock } from '../clock';
import { portsOf, post } from '../queue-ports';
import { noteUsed, wasUsed } from './used';
import { type PassContent, type PassTrouble, verifyPass } from './verify';

const KEYS_PLACE = 'wendan.pass-keys';
const RENEW_MS = 10 * 60_000;
/** With a line the server may know of another counter; nobody waits longer than this for it. */
const ASK_MS = 2_000;

export type Taken =
  | { kind: 'taken' | 'without-line' | 'twice' | 'used-here' | 'refused'; content: PassContent }
  | { kind: 'not-believed'; why: PassTrouble | 'no-keys' | 'no-room' };

const queue = shallowRef<OfflineQueue<UsePass, PassUse>>();
/** Meals given on passes that the server has not heard of yet. */
export const unsentUses = shallowRef(0);

/** Runs beside every page, so that uses leave as soon as they can. */
export function usePassDesk(storeId: Ref<string>): void {
  const send = (id: string) => (_: string, body: UsePass) => post<PassUse>(`/api/store/${id}/passes`, body);
  watch(
    storeId,
    (id) => {
      queue.value?.close();
      queue.value = id ? new OfflineQueue<UsePass, PassUse>(`wendan.passes.${id}.`, portsOf(send(id))) : undefined;
      queue.value?.subscribe(() => (unsentUses.value = queue.value?.unsynced ?? 0));
      void queue.value?.wake();
    },
    { immediate: true },
  );
  const wake = () => void queue.value?.wake();
  const renew = () => void renewKeys();
  renew();
  const timer = setInterval(renew, RENEW_MS);
  const stopWatching = watch(deviceKey, renew);
  window.addEventListener('online', wake);
  onScopeDispose(() => {
    clearInterval(timer);
    stopWatching();
    window.removeEventListener('online', wake);
    queue.value?.close();
  });
}

async function renewKeys(): Promise<void> {
  if (!deviceKey.value) return;
  // Without a line the keys kept here go on; a device that is no counter has none.
  const keys = await ask<PassKeys>('/api/devices/pass-keys').catch(() => null);
  if (keys) localStorage.setItem(KEYS_PLACE, JSON.stringify(keys));
}

function keptKeys(storeId: string): PassKeys | null {
  const kept = localStorage.getItem(KEYS_PLACE);
  const keys = kept ? (JSON.parse(kept) as PassKeys) : null;
  return keys?.store_id === storeId ? keys : null;
}

/** Verify here, note here, tell the server: in that order, and with or without a line. */
export async function takePass(storeId: string, shown: string): Promise<Taken> {
  const keys = keptKeys(storeId);
  if (!keys || !queue.value) return { kind: 'not-believed', why: 'no-keys' };
  const verdict = verifyPass(shown, keys, clock.now());
  if (verdict.kind === 'bad') return { kind: 'not-believed', why: verdict.why };
  const { content } = verdict;
  if (wasUsed(content)) return { kind: 'used-here', content };
  try {
    noteUsed(content, clock.now());
  } catch {
    return { kind: 'not-believed', why: 'no-room' };
  }
  const id = newId();
  queue.value.submit(id, { id, shown, used_at: new Date(clock.now()).toISOString() });
  const heard = await queue.value.outcome(id, ASK_MS);
  if (heard?.state === 'asking') return { kind: 'refused', content };
  if (heard?.state !== 'delivered') return { kind: 'without-line', content };
  return { kind: heard.answer?.outcome === 'twice' ? 'twice' : 'taken', content };
}

/** randomUUID is missing on plain http. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
