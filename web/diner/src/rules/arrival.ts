/** How somebody arrived, out of a page's query, a code's `scene` or a scanned text. */
import type { Entry } from "../../../shared/types";
import type { Arrival } from "../platform";

export interface Arrived {
  /** A store's id or its number. */
  store: string | null;
  table: string | null;
  entry: Entry | null;
}

const ENTRIES: Entry[] = ["mini-program", "h5", "table", "kiosk", "tablet"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `store`, `table`, `entry`, or all of it in `scene` as `s=<store_no>&t=<table>` (a mini-program code's 32 characters). */
export function arrivedBy(query: Arrival): Arrived {
  const scene = query.scene ? parse(decoded(query.scene)) : {};
  const store = query.store ?? scene.s ?? null;
  const table = (query.table ?? scene.t ?? "").trim().slice(0, 20);
  const entry = ENTRIES.find((each) => each === (query.entry ?? scene.e)) ?? null;
  return { store: store || null, table: table || null, entry };
}

/** A scanned text: an address of ours with its query after `?` (also behind `#`), or a bare scene. */
export function arrivedByScan(text: string): Arrived {
  const query = text.includes("?") ? text.slice(text.lastIndexOf("?") + 1) : text;
  const found = parse(query);
  return arrivedBy(found.store || found.scene ? found : { scene: query });
}

export function isStoreId(store: string): boolean {
  return UUID.test(store);
}

function parse(query: string): Record<string, string> {
  const pairs = query.split("&").map((pair) => pair.split("=") as [string, string?]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined).map(([name, value]) => [name, decoded(value!)]));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
