/** The basket of a store; it survives a reload and an app kill. */
import { computed, ref } from "vue";
import type { ItemView } from "../../../shared/types";
import { MOST_OF_ONE, countOf, lineKey, priceBasket, roomFor, totalOf, type BasketLine, type Choices } from "../rules/basket";
import { menu } from "./menu";
import { readSaved, save } from "./saved";

const storeId = ref("");
const lines = ref<BasketLine[]>([]);

export const cartLines = computed(() => priceBasket(lines.value, menu.value));
export const cartTotal = computed(() => totalOf(cartLines.value));
export const cartCount = computed(() => countOf(lines.value));
/** Lines that cannot be ordered as they are: gone from the menu, or more than is left. */
export const cartTroubles = computed(() =>
  cartLines.value.filter((line) => !line.item || countOf(lines.value, line.itemId) > line.item.available),
);

export function openCart(store: string): void {
  storeId.value = store;
  lines.value = readSaved<BasketLine[]>(`cart/${store}`) ?? [];
}

export function countInCart(itemId: string): number {
  return countOf(lines.value, itemId);
}

export function roomInCart(item: ItemView): number {
  return roomFor(item, lines.value);
}

export function addToCart(item: ItemView, choices: Choices, quantity = 1): void {
  const key = lineKey(item.id, choices);
  const known = lines.value.find((line) => lineKey(line.itemId, line.choices) === key);
  if (known) changeQuantity(key, known.quantity + quantity);
  else keep([...lines.value, { itemId: item.id, quantity, choices }]);
}

export function changeQuantity(key: string, quantity: number): void {
  const wanted = Math.min(quantity, MOST_OF_ONE);
  keep(
    lines.value
      .map((line) => (lineKey(line.itemId, line.choices) === key ? { ...line, quantity: wanted } : line))
      .filter((line) => line.quantity > 0),
  );
}

/** One less of a dish, of the line that came last. */
export function takeOneOut(itemId: string): void {
  const last = [...lines.value].reverse().find((line) => line.itemId === itemId);
  if (last) changeQuantity(lineKey(last.itemId, last.choices), last.quantity - 1);
}

export function fillCart(basket: BasketLine[]): void {
  keep(basket);
}

export function emptyCart(): void {
  keep([]);
}

function keep(basket: BasketLine[]): void {
  lines.value = basket;
  save(`cart/${storeId.value}`, basket);
}
