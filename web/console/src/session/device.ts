/** The key that makes this browser one of the store's devices; it stays on the machine, whoever signs in. */
import { ref } from 'vue';

const PLACE = 'wendan.device';

export const deviceKey = ref<string | null>(localStorage.getItem(PLACE));

export function keepDeviceKey(key: string): void {
  deviceKey.value = key;
  localStorage.setItem(PLACE, key);
}

export function dropDeviceKey(): void {
  deviceKey.value = null;
  localStorage.removeItem(PLACE);
}
