import type { OrderView } from "../../../shared/types";
import { isValueOrder } from "../rules/account";
import { t } from "./locale";

/** What an order is for, in a line: its dishes, or the value that it buys. */
export function orderTitle(order: OrderView): string {
  if (isValueOrder(order)) return t(`purpose.${order.purpose}`);
  return order.lines.map((line) => `${line.name} ×${line.quantity}`).join("，");
}

/** The heading over an order that is paid. */
export function paidTitle({ purpose }: OrderView): "paid.title" | "paid.TOP_UP" | "paid.REPAYMENT" {
  return purpose === "TOP_UP" || purpose === "REPAYMENT" ? `paid.${purpose}` : "paid.title";
}
