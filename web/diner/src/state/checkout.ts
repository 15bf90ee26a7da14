/** The basket as an order to be frozen. */
import type { MenuView } from "../../../shared/types";
import { orderedLines } from "../rules/basket";
import { cartLines, cartTotal } from "./cart";
import type { FrozenBody } from "./frozen";
import { named } from "./locale";
import type { Place } from "./place";
import { service } from "./service";

/** The kitchen reads remarks; the contract has no field for taking away, so it stands there in Chinese. */
const AWAY = "【打包带走】";
const LONGEST_REMARK = 200;

export function bodyToFreeze(menu: MenuView, place: Place, remark: string): FrozenBody {
  const words = (place.tableNo === null && service.value === "away" ? AWAY : "") + remark.trim();
  const names = cartLines.value.map((line) => [line.itemId, line.item ? named(line.item) : ""]);
  return {
    order: {
      store_id: place.storeId,
      entry: place.entry,
      lines: orderedLines(cartLines.value),
      ...(place.tableNo === null ? {} : { table_no: place.tableNo }),
      remark: words.slice(0, LONGEST_REMARK),
      expected_total_fen: cartTotal.value,
    },
    storeName: named(menu.store),
    names: Object.fromEntries(names) as Record<string, string>,
  };
}
