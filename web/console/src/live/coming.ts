/** Calls out each guest who comes to the counter with cash, until somebody at any till of the store has heard it. */
import type { Unpaid } from '@shared/types';
import { onScopeDispose, watch, type Ref } from 'vue';
import { announcer } from './announcer';

/** Nobody has looked at the order since its guest said that they come. */
export const isUnheard = ({ order }: Unpaid) =>
  order.coming_at !== null && (order.seen_at === null || order.seen_at < order.coming_at);

/** `say` gives the words; `heard` tells the others, and until it has worked the guest is called out again. */
export function useComingCalls(coming: Ref<readonly Unpaid[] | undefined>, say: (one: Unpaid) => string, heard: (orderId: string) => void) {
  const called = new Set<string>();
  watch(
    coming,
    (now) => {
      if (!now) return;
      const unheard = now.filter(isUnheard);
      for (const one of unheard) {
        called.add(one.order.id);
        announcer.announce(one.order.id, say(one), () => heard(one.order.id));
      }
      const waiting = new Set(unheard.map(({ order }) => order.id));
      for (const id of called) if (!waiting.has(id)) withdraw(id);
    },
    { immediate: true },
  );

  function withdraw(id: string): void {
    called.delete(id);
    announcer.withdraw(id);
  }

  onScopeDispose(() => called.forEach(withdraw));
}
