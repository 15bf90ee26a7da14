/** Who is signed in here, and where they stand. */
import type { Me, Right, SignedInView } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { computed, ref } from 'vue';
import { ask } from '@/api/client';
import { queryClient } from '@/api/query';
import { dropToken, keepToken, token } from './token';

const ME = ['me'] as const;
const STORE_PLACE = 'wendan.store';

export function readMe(): Promise<Me> {
  return ask<Me>('/api/staff/me');
}

/** Me, while signed in. */
export function useMe() {
  return useQuery({ queryKey: ME, queryFn: readMe, enabled: () => token.value !== null, staleTime: 60_000 });
}

/** Me for the router, which may not wait for a component. */
export function ensureMe(): Promise<Me> {
  return queryClient.ensureQueryData({ queryKey: ME, queryFn: readMe });
}

export function begin(signedIn: SignedInView): void {
  queryClient.clear();
  keepToken(signedIn.token);
  queryClient.setQueryData(ME, signedIn.me);
}

/** Forget the sign-in and everything that was read under it. */
export function forget(): void {
  dropToken();
  queryClient.clear();
}

const chosenStore = ref(sessionStorage.getItem(STORE_PLACE));

export function chooseStore(storeId: string): void {
  chosenStore.value = storeId;
  sessionStorage.setItem(STORE_PLACE, storeId);
}

/** The store that is worked on: one's own, the device's, the chosen, the first. */
export function storeOf(me: Me | undefined, chosen: string | null): string {
  if (!me) return '';
  if (me.store_id) return me.store_id;
  const known = me.stores.find((store) => store.store_id === chosen);
  return known?.store_id ?? me.device?.store_id ?? me.stores[0]?.store_id ?? '';
}

export function usePlace() {
  const { data: me } = useMe();
  const storeId = computed(() => storeOf(me.value, chosenStore.value));
  const store = computed(() => me.value?.stores.find((one) => one.store_id === storeId.value));
  const may = (right: Right) => me.value?.rights.includes(right) ?? false;
  return { me, storeId, store, may };
}
