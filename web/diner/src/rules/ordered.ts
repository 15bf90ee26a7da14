/** How ordered dishes read: an order remembers the first language alone, the last menu seen knows the other. */
import { nameIn, type Locale } from "../../../shared/i18n";
import type { ItemView, MenuView, OrderLine } from "../../../shared/types";

export interface OrderedWords {
  name: string;
  choices: string;
}

/** Each line's dish and choices in the reader's language, where the menu still has them. */
export function orderedWords(lines: OrderLine[], menu: MenuView | null, locale: Locale): OrderedWords[] {
  const items = menu?.categories.flatMap((category) => category.items) ?? [];
  return lines.map((line) => {
    const item = items.find(({ id }) => id === line.item_id);
    // The order's own word counts as long as it can be read: a dish may have been renamed since.
    const isForeign = locale === "en" && item;
    const choices = line.choices.map((chosen) => (isForeign ? choiceIn(item, chosen, locale) : chosen));
    return { name: isForeign ? nameIn(locale, item) : line.name, choices: listed(choices, "、", locale) };
  });
}

function choiceIn(item: ItemView, chosen: string, locale: Locale): string {
  const found = item.specifications.flatMap(({ choices }) => choices).find(({ name }) => name === chosen);
  return found ? nameIn(locale, found) : chosen;
}

/** A list as one writes it in the reader's language. */
export function listed(parts: string[], chinese: "、" | "，", locale: Locale): string {
  return parts.join(locale === "en" ? ", " : chinese);
}
