import type { OrderView } from "../../../shared/types";
import { isValueOrder } from "../rules/account";
import { listed, orderedWords, type OrderedWords } from "../rules/ordered";
import { locale, t } from "./locale";
import { knownMenu } from "./menu";

/** The order's dishes and choices in the reader's language. */
export function dishWords({ store_id: storeId, lines }: OrderView): OrderedWords[] {
  return orderedWords(lines, locale.value === "en" ? knownMenu(storeId) : null, locale.value);
}

/** What an order is for, in a line: its dishes, or the value that it buys. */
export function orderTitle(order: OrderView): string {
  if (isValueOrder(order)) return t(`purpose.${order.purpose}`);
  const words = dishWords(order);
  return listed(order.lines.map((line, at) => `${words[at]?.name} ×${line.quantity}`), "，", locale.value);
}

/** The heading over an order that is paid. */
export function paidTitle({ purpose }: OrderView): "paid.title" | "paid.TOP_UP" | "paid.REPAYMENT" {
  return purpose === "TOP_UP" || purpose === "REPAYMENT" ? `paid.${purpose}` : "paid.title";
}
