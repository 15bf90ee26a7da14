/** A refused order and what its customer can say to it. */
import type { MenuView, PlaceOrder } from "../../../shared/types";
import type { Question } from "../../../shared/offline-queue-ports";
import { priceBasket, totalOf } from "./basket";

export type Doubt =
  | { kind: "price"; wasFen: number; isFen: number }
  | { kind: "stock"; itemId: string; name: string; wanted: number; available: number }
  | { kind: "gone"; itemId: string; name: string }
  | { kind: "closed" }
  | { kind: "other" };

export function doubtOf(question: Question, body: PlaceOrder, names: Record<string, string>): Doubt {
  const { facts } = question;
  const itemId = String(facts.item_id ?? "");
  const name = names[itemId] ?? "";
  if (question.code === "price-changed" && typeof facts.total_fen === "number") {
    return { kind: "price", wasFen: Number(facts.expected_fen ?? body.expected_total_fen ?? 0), isFen: facts.total_fen };
  }
  if (question.code === "item-is-sold-out" && itemId !== "") {
    const wanted = body.lines.filter((line) => line.item_id === itemId).reduce((sum, line) => sum + line.quantity, 0);
    return { kind: "stock", itemId, name, wanted, available: Number(facts.available ?? 0) };
  }
  if (question.code === "item-is-unknown" && itemId !== "") return { kind: "gone", itemId, name };
  return { kind: question.code === "store-is-closed" ? "closed" : "other" };
}

/** The order as the customer agrees to it; null when nothing would be left of it, or nothing can be changed. */
export function agreedBody(doubt: Doubt, body: PlaceOrder, menu: MenuView | null): PlaceOrder | null {
  if (doubt.kind === "price") return { ...body, expected_total_fen: doubt.isFen };
  if (doubt.kind === "closed") return body;
  if (doubt.kind === "other") return null;
  const lines = fewer(body.lines, doubt.itemId, doubt.kind === "stock" ? doubt.available : 0);
  return lines.length === 0 ? null : withTotal({ ...body, lines }, menu);
}

function fewer(lines: PlaceOrder["lines"], itemId: string, available: number): PlaceOrder["lines"] {
  let left = available;
  return lines.flatMap((line) => {
    if (line.item_id !== itemId) return [line];
    const quantity = Math.min(line.quantity, left);
    left -= quantity;
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}

/** Without a menu that knows every dish the total is left out, and the server's price is taken as it is. */
function withTotal({ expected_total_fen: _, ...body }: PlaceOrder, menu: MenuView | null): PlaceOrder {
  const lines = body.lines.map((line) => ({ itemId: line.item_id, quantity: line.quantity, choices: line.choices }));
  const priced = priceBasket(lines, menu);
  return priced.every((line) => line.item) ? { ...body, expected_total_fen: totalOf(priced) } : body;
}
