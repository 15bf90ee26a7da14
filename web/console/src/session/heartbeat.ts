/** A paired browser says every half minute that it lives, and what waits on it. */
import type { Heartbeat, HeartbeatView } from '@shared/types';
import { ask } from '@/api/client';
import { APP_VERSION } from './version';
import { deviceKey } from './device';

const EVERY_MS = 30_000;

let countWaiting: () => number | Promise<number> = () => 0;

/** The till tells how its unsent orders are counted. */
export function countQueueBy(count: () => number | Promise<number>): void {
  countWaiting = count;
}

async function beat(): Promise<void> {
  if (!deviceKey.value) return;
  const body: Heartbeat = {
    queue_length: await countWaiting(),
    device_time: new Date().toISOString(),
    app_version: APP_VERSION,
    network: navigator.onLine ? 'online' : 'offline',
  };
  await ask<HeartbeatView>('/api/devices/heartbeat', { method: 'POST', body });
}

export function startHeartbeat(): void {
  // A missed beat is itself the sign; the next one follows anyway.
  const attempt = () => void beat().catch(() => undefined);
  attempt();
  setInterval(attempt, EVERY_MS);
}
