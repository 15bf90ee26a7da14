/** The time zone of the store that is worked on; the default until its menu or the list of stores was read. */
import { DEFAULT_ZONE } from '@shared/store-time';
import type { StoreView } from '@shared/types';
import { ref } from 'vue';

export const zone = ref(DEFAULT_ZONE);

export function standIn(store: StoreView): void {
  zone.value = store.timezone;
}
