/** The store's menu: from the server when it answers, else the last one seen, with its age. */
import { ref, shallowRef } from "vue";
import type { MenuView } from "../../../shared/types";
import { Refused } from "../api/http";
import { readMenu } from "../api/diner";
import { clock } from "./clock";
import { readSaved, save } from "./saved";

interface KeptMenu {
  menu: MenuView;
  readAt: number;
}

export type MenuTrouble = "offline" | "unknown-store" | null;

const MOST_KEPT = 3;

const recalled = new Map<string, MenuView | null>();

export const menu = shallowRef<MenuView | null>(null);
/** When the shown menu was read, by the server's clock; null while it is fresh. */
export const menuReadAt = ref<number | null>(null);
export const menuTrouble = ref<MenuTrouble>(null);

/** Show what is kept at once, then what the server says. */
export async function loadMenu(storeId: string): Promise<void> {
  const kept = readSaved<KeptMenu>(`menu/${storeId}`);
  if (menu.value?.store.store_id !== storeId) menu.value = kept?.menu ?? null;
  menuTrouble.value = null;
  try {
    menu.value = await readMenu(storeId);
    menuReadAt.value = null;
    keep(storeId, menu.value);
  } catch (error) {
    menuReadAt.value = kept?.readAt ?? null;
    menuTrouble.value = error instanceof Refused ? "unknown-store" : "offline";
  }
}

/** The store's menu as it was last seen, without asking anybody; lists of orders want it again every second. */
export function knownMenu(storeId: string): MenuView | null {
  if (menu.value?.store.store_id === storeId) return menu.value;
  if (!recalled.has(storeId)) recalled.set(storeId, readSaved<KeptMenu>(`menu/${storeId}`)?.menu ?? null);
  return recalled.get(storeId) ?? null;
}

function keep(storeId: string, fresh: MenuView): void {
  const stores = [storeId, ...(readSaved<string[]>("menus") ?? []).filter((each) => each !== storeId)];
  // A mini-program has 10 MB in all, and queued orders come first.
  for (const old of stores.splice(MOST_KEPT)) save(`menu/${old}`, null);
  save("menus", stores);
  save(`menu/${storeId}`, { menu: fresh, readAt: clock.now() } satisfies KeptMenu);
}
