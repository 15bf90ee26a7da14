import type { PricedLine } from "../rules/basket";
import { listed } from "../rules/ordered";
import { locale, named } from "./locale";

/** The chosen names of a basket line, as the menu writes them in the reader's language. */
export function choiceWords(line: PricedLine): string {
  const groups = line.item?.specifications ?? [];
  const chosen = groups.flatMap((group) => group.choices.filter((choice) => line.choices[group.name]?.includes(choice.name)));
  return listed(chosen.map(named), "、", locale.value);
}
