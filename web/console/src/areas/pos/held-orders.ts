/** 挂单: carts put aside for a moment, kept on this machine until they are taken up again. */
import { ref, watch, type Ref } from 'vue';
import type { CartLine } from '@/parts/cart';

export interface HeldOrder {
  id: string;
  lines: CartLine[];
  table: string;
  remark: string;
  heldAt: string;
}

/** More than a till ever has; beyond it the oldest would be stale beyond use. */
const MOST = 60;

export function readHeld(text: string | null): HeldOrder[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? (kept as HeldOrder[]).filter((one) => Array.isArray(one.lines)) : [];
  } catch {
    return [];
  }
}

export function useHeldOrders(storeId: Ref<string>) {
  const held = ref<HeldOrder[]>([]);
  const place = () => `wendan.held.${storeId.value}`;
  watch(storeId, () => (held.value = readHeld(localStorage.getItem(place()))), { immediate: true });

  function keep(orders: HeldOrder[]) {
    held.value = orders.slice(-MOST);
    localStorage.setItem(place(), JSON.stringify(held.value));
  }
  const hold = (order: HeldOrder) => keep([...held.value, order]);
  function take(id: string): HeldOrder | undefined {
    const found = held.value.find((one) => one.id === id);
    keep(held.value.filter((one) => one.id !== id));
    return found;
  }
  return { held, hold, take };
}
