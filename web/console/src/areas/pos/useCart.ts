/** The cart of this till; a reload in the middle of an order loses nothing. */
import { ref, watch, type Ref } from 'vue';
import type { CartLine } from '@/parts/cart';
import { readHeld } from './held-orders';

export interface Cart { lines: CartLine[]; table: string; remark: string }

export function useCart(storeId: Ref<string>) {
  const cart = ref<Cart>({ lines: [], table: '', remark: '' });
  const place = () => `wendan.cart.${storeId.value}`;
  watch(
    storeId,
    () => {
      const kept = readHeld(`[${localStorage.getItem(place()) ?? ''}]`)[0];
      cart.value = { lines: kept?.lines ?? [], table: kept?.table ?? '', remark: kept?.remark ?? '' };
    },
    { immediate: true },
  );
  watch(cart, (now) => localStorage.setItem(place(), JSON.stringify(now)), { deep: true });
  const clear = () => (cart.value = { lines: [], table: '', remark: '' });
  return { cart, clear };
}
