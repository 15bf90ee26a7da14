/** What stands in the cart, and what it costs. */
import type { ItemView, MenuView, OrderedLine, Specification } from '@shared/types';

export type Choices = Record<string, string[]>;

export interface CartLine {
  item_id: string;
  name: string;
  name_en: string;
  choices: Choices;
  unit_price_fen: number;
  quantity: number;
}

/** The price of one, with what its choices add. */
export function priceOf(item: ItemView, choices: Choices): number {
  let fen = item.price_fen;
  for (const group of item.specifications) {
    for (const choice of group.choices) {
      if (choices[group.name]?.includes(choice.name)) fen += choice.extra_fen;
    }
  }
  return fen;
}

/** Names that tell two lines of one dish apart: same dish, same choices, same line. */
export function lineKey({ item_id, choices }: Pick<CartLine, 'item_id' | 'choices'>): string {
  const chosen = Object.entries(choices)
    .map(([group, names]) => `${group}=${[...names].sort().join('+')}`)
    .sort();
  return [item_id, ...chosen].join('|');
}

export function add(lines: readonly CartLine[], item: ItemView, choices: Choices, quantity = 1): CartLine[] {
  const key = lineKey({ item_id: item.id, choices });
  if (lines.some((line) => lineKey(line) === key)) {
    return lines.map((line) => (lineKey(line) === key ? { ...line, quantity: line.quantity + quantity } : line));
  }
  const { id, name, name_en } = item;
  return [...lines, { item_id: id, name, name_en, choices, unit_price_fen: priceOf(item, choices), quantity }];
}

/** Zero takes the line out. */
export function setQuantity(lines: readonly CartLine[], key: string, quantity: number): CartLine[] {
  return lines
    .map((line) => (lineKey(line) === key ? { ...line, quantity } : line))
    .filter((line) => line.quantity > 0);
}

export const totalOf = (lines: readonly CartLine[]) =>
  lines.reduce((sum, line) => sum + line.unit_price_fen * line.quantity, 0);

export const countOf = (lines: readonly CartLine[]) => lines.reduce((sum, line) => sum + line.quantity, 0);

/** How many of a dish stand in the cart, over all its choices. */
export const countOfItem = (lines: readonly CartLine[], itemId: string) =>
  countOf(lines.filter((line) => line.item_id === itemId));

/** Each group's first choices up to its least, so that one tap is enough for the usual. */
export function usualChoices(item: ItemView): Choices {
  return Object.fromEntries(
    item.specifications
      .filter((group) => group.least > 0)
      .map((group) => [group.name, group.choices.slice(0, group.least).map((choice) => choice.name)]),
  );
}

/** Take or leave a choice; in a group of one the new choice replaces the old. */
export function toggle(group: Specification, chosen: readonly string[], name: string): string[] {
  if (chosen.includes(name)) return chosen.length > group.least ? chosen.filter((one) => one !== name) : [...chosen];
  if (group.most === 1) return [name];
  return chosen.length < group.most ? [...chosen, name] : [...chosen];
}

/** Whether every group has as many choices as it asks for. */
export const isComplete = (item: ItemView, choices: Choices) =>
  item.specifications.every((group) => {
    const count = choices[group.name]?.length ?? 0;
    return count >= group.least && count <= group.most;
  });

/** As the server takes it. */
export const orderedLines = (lines: readonly CartLine[]): OrderedLine[] =>
  lines.map(({ item_id, quantity, choices }) => ({ item_id, quantity, choices }));

/** The cart at today's menu: new prices, and without what is no longer there. `changed` says that it differs. */
export function repriced(lines: readonly CartLine[], menu: MenuView): { lines: CartLine[]; changed: boolean } {
  const items = new Map(menu.categories.flatMap((category) => category.items).map((item) => [item.id, item]));
  const kept = lines.flatMap((line) => {
    const item = items.get(line.item_id);
    return item?.is_listed ? [{ ...line, unit_price_fen: priceOf(item, line.choices) }] : [];
  });
  const changed = kept.length !== lines.length || totalOf(kept) !== totalOf(lines);
  return { lines: kept, changed };
}
