/**
 * From cart to a placed order, by way of the durable queue: delivered, asking a question, or kept until the line is
 * back. The order's key is made once, when the checkout opens.
 */
import type { OrderView, PlaceAtCounter } from '@shared/types';
import { computed, ref } from 'vue';
import { newIntention } from '@/api/intention';
import { type TillOrder, tillOrders, tillQueue } from '@/live/till-queue';
import { orderedLines, totalOf } from '@/parts/cart';
import type { Cart } from './useCart';

/** Longer than this a guest should not look at a spinner: then the order is shown as kept. */
const PATIENCE_MS = 6_000;

export type Stage = 'closed' | 'placing' | 'kept' | 'asking' | 'paying' | 'paid';

/** What the dialog shows for an order of the queue. */
export function stageOf(frozen: TillOrder | undefined, isPatienceOver: boolean): Stage {
  if (!frozen) return 'closed';
  if (frozen.state === 'delivered') return 'paying';
  if (frozen.state === 'asking') return 'asking';
  return isPatienceOver ? 'kept' : 'placing';
}

export function bodyOf(cart: Cart): PlaceAtCounter {
  return {
    entry: 'pos',
    lines: orderedLines(cart.lines),
    expected_total_fen: totalOf(cart.lines),
    ...(cart.table.trim() && { table_no: cart.table.trim() }),
    ...(cart.remark.trim() && { remark: cart.remark.trim() }),
  };
}

export function useCheckout() {
  const id = ref('');
  const isPatienceOver = ref(false);
  const isPaid = ref(false);
  /** An order from elsewhere (unpaid, delivered before) that is charged now. */
  const other = ref<OrderView>();

  const frozen = computed(() => tillOrders.value.find((order) => order.id === id.value));
  const order = computed(() => other.value ?? frozen.value?.answer ?? null);
  const stage = computed<Stage>(() => {
    if (isPaid.value) return 'paid';
    return other.value ? 'paying' : stageOf(frozen.value, isPatienceOver.value);
  });

  async function follow() {
    isPatienceOver.value = false;
    await tillQueue.value?.outcome(id.value, PATIENCE_MS);
    isPatienceOver.value = true;
  }

  function place(cart: Cart) {
    reset();
    id.value = newIntention();
    tillQueue.value?.submit(id.value, bodyOf(cart));
    void follow();
  }

  function acceptTotal(totalFen: number) {
    if (!frozen.value) return;
    tillQueue.value?.answer(id.value, { ...frozen.value.body, expected_total_fen: totalFen });
    void follow();
  }

  /** Nothing was stored under a question, so that the order may go back to the cart. */
  function withdraw() {
    tillQueue.value?.discard(id.value);
    reset();
  }

  function charge(unpaid: OrderView) {
    reset();
    other.value = unpaid;
  }

  function reset() {
    if (frozen.value?.state === 'delivered') tillQueue.value?.dismiss(id.value);
    id.value = '';
    other.value = undefined;
    isPaid.value = false;
  }

  return { stage, order, frozen, isPaid, place, acceptTotal, withdraw, charge, reset };
}
