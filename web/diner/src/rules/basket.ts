/** What is in the basket and what it costs by the menu at hand; the server prices again and has the last word. */
import type { ItemView, MenuView, OrderedLine, Specification } from "../../../shared/types";

export type Choices = Record<string, string[]>;

export interface BasketLine {
  itemId: string;
  quantity: number;
  choices: Choices;
}

/** A basket line beside the menu of now. `item` is null when the dish has left the menu. */
export interface PricedLine extends BasketLine {
  key: string;
  item: ItemView | null;
  unitFen: number;
  amountFen: number;
}

export const MOST_OF_ONE = 99;

/** Same dish, same choices: same line. */
export function lineKey(itemId: string, choices: Choices): string {
  const sorted = Object.keys(choices).sort().map((name) => [name, [...(choices[name] ?? [])].sort()]);
  return `${itemId}|${JSON.stringify(sorted)}`;
}

export function itemsById(menu: MenuView | null): Map<string, ItemView> {
  return new Map((menu?.categories ?? []).flatMap((category) => category.items.map((item) => [item.id, item])));
}

export function unitPrice(item: ItemView, choices: Choices): number {
  const extras = item.specifications.flatMap((group) =>
    group.choices.filter((choice) => choices[group.name]?.includes(choice.name)).map((choice) => choice.extra_fen),
  );
  return item.price_fen + extras.reduce((sum, extra) => sum + extra, 0);
}

export function priceBasket(lines: BasketLine[], menu: MenuView | null): PricedLine[] {
  const items = itemsById(menu);
  return lines.map((line) => {
    const item = items.get(line.itemId) ?? null;
    const unitFen = item ? unitPrice(item, line.choices) : 0;
    return { ...line, key: lineKey(line.itemId, line.choices), item, unitFen, amountFen: unitFen * line.quantity };
  });
}

export function totalOf(lines: PricedLine[]): number {
  return lines.reduce((sum, line) => sum + line.amountFen, 0);
}

export function countOf(lines: BasketLine[], itemId?: string): number {
  return lines.reduce((sum, line) => sum + (itemId === undefined || line.itemId === itemId ? line.quantity : 0), 0);
}

/** How many more of a dish may go in. */
export function roomFor(item: ItemView, lines: BasketLine[]): number {
  return Math.max(0, Math.min(item.available, MOST_OF_ONE) - countOf(lines, item.id));
}

/** The first choices of every group that must be answered. */
export function firstChoices(item: ItemView): Choices {
  return Object.fromEntries(
    item.specifications
      .filter((group) => group.least > 0)
      .map((group) => [group.name, group.choices.slice(0, group.least).map((choice) => choice.name)]),
  );
}

/** Tap a choice: a group of one swaps, a group of several adds until `most`, a tap on a chosen one lets go above `least`. */
export function tapChoice(group: Specification, chosen: string[], name: string): string[] {
  if (chosen.includes(name)) return chosen.length > group.least ? chosen.filter((each) => each !== name) : chosen;
  if (group.most === 1) return [name];
  return chosen.length < group.most ? [...chosen, name] : chosen;
}

export function isAnswered(item: ItemView, choices: Choices): boolean {
  return item.specifications.every((group) => {
    const count = choices[group.name]?.length ?? 0;
    return count >= group.least && count <= group.most;
  });
}

export function orderedLines(lines: BasketLine[]): OrderedLine[] {
  return lines.map(({ itemId, quantity, choices }) => ({ item_id: itemId, quantity, choices }));
}

/** Dishes whose name holds what is typed, in either language. */
export function searchMenu(menu: MenuView, typed: string): ItemView[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return [];
  const found = menu.categories.flatMap((category) => category.items);
  return found.filter((item) => `${item.name} ${item.name_en}`.toLowerCase().includes(wanted));
}
