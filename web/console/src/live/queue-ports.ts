/** What an offline queue needs from this browser: storage, clock, lock; and one try to send, with who asks. */
import { type QueuePorts, StorageIsFull, type Verdict, verdictOf } from '@shared/offline-queue';
import { deviceKey } from '@/session/device';
import { token } from '@/session/token';
import { clock, hearTime } from './clock';

/** One try. Signed out: not now, it waits for the next person. */
export async function post<Answer>(path: string, body: unknown, id?: string): Promise<Verdict<Answer>> {
  if (!token.value) return { kind: 'later' };
  const headers: Record<string, string> = { 'Content-Type': 'application/json', Authorization: `Bearer ${token.value}` };
  if (id) headers['Idempotency-Key'] = id;
  if (deviceKey.value) headers['Wendan-Device'] = deviceKey.value;
  const askedAt = clock.mark();
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  hearTime(answer, askedAt);
  const wait = Number(answer.headers.get('Retry-After')) || undefined;
  return verdictOf<Answer>(answer.status, await answer.json().catch(() => null), wait);
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

export function portsOf<Body, Answer>(send: (id: string, body: Body) => Promise<Verdict<Answer>>): QueuePorts<Body, Answer> {
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
    transport: { send },
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
