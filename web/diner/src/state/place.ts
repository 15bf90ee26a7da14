/** Where the customer is: which store, at which table, through which entry. */
import { computed, ref } from "vue";
import type { Entry } from "../../../shared/types";
import { platform } from "../platform";
import type { Arrived } from "../rules/arrival";
import { readSaved, save } from "./saved";

export interface Place {
  storeId: string;
  storeNo: number | null;
  tableNo: string | null;
  entry: Entry;
}

export const place = ref<Place | null>(readSaved<Place>("place"));

/** A kiosk or tablet stays one, whatever page is opened on it. */
const ownEntry = ref<Entry>(place.value?.entry === "kiosk" || place.value?.entry === "tablet" ? place.value.entry : platform.ownEntry);

export const isShared = computed(() => ownEntry.value === "kiosk" || ownEntry.value === "tablet");

/** `is-kiosk` or `is-tablet` on the root of every page. */
export const layoutClass = computed(() => (isShared.value ? `is-${ownEntry.value}` : ""));

export function noteEntry(arrived: Arrived): void {
  if (arrived.entry) ownEntry.value = arrived.entry === "table" ? platform.ownEntry : arrived.entry;
}

export function enterStore(store: { store_id: string; store_no: number | null }, tableNo: string | null): void {
  const entry: Entry = isShared.value ? ownEntry.value : tableNo !== null ? "table" : platform.ownEntry;
  place.value = { storeId: store.store_id, storeNo: store.store_no, tableNo, entry };
  save("place", place.value);
}
