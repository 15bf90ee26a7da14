/** How a device is doing, in one word and in its details. */
import type { DeviceView } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';

export type Condition = 'retired' | 'unpaired' | 'silent' | 'online' | 'ready';

export function conditionOf(device: DeviceView): Condition {
  if (device.retired_at) return 'retired';
  // Printers are driven by us over the network and send no heartbeat of their own.
  if (device.kind === 'printer') return device.is_silent ? 'silent' : 'ready';
  if (!device.is_paired) return 'unpaired';
  return device.is_silent ? 'silent' : 'online';
}

export const CONDITION_TONE: Record<Condition, Tone> = {
  retired: 'plain',
  unpaired: 'wait',
  silent: 'bad',
  online: 'ok',
  ready: 'ok',
};

const SKEW_WORTH_SAYING_S = 5;

/** What of a heartbeat is worth reading. */
export function healthOf(device: DeviceView): { queue: number; version: string; skew: number; paper: string } {
  const health = device.health ?? {};
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const told = text(health.device_time);
  const skew = told && device.last_seen_at ? Math.round((Date.parse(told) - Date.parse(device.last_seen_at)) / 1000) : 0;
  return {
    queue: number(health.queue_length),
    version: text(health.app_version),
    skew: Math.abs(skew) >= SKEW_WORTH_SAYING_S ? skew : 0,
    paper: text(health.paper),
  };
}
