/** Tells the server that a ticket has been on a lit screen in front of people, once it really has. */
import type { TicketView } from '@shared/types';
import { onScopeDispose, watch, type Ref } from 'vue';
import { useNow } from '@/live/clock';

/** A word that got lost is said again after this long. */
const SAY_AGAIN_MS = 8_000;

export function useSeen(tickets: Ref<readonly TicketView[]>, say: (ticketId: string) => Promise<unknown>) {
  const inView = new Set<string>();
  const saidAt = new Map<string, number>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const id = (target as HTMLElement).dataset.ticket ?? '';
        if (isIntersecting) inView.add(id);
        else inView.delete(id);
      }
    },
    { threshold: 0.5 },
  );
  onScopeDispose(() => observer.disconnect());

  function tellWhatIsSeen() {
    if (document.visibilityState !== 'visible') return;
    const known = new Set(tickets.value.map((ticket) => ticket.id));
    for (const id of saidAt.keys()) if (!known.has(id)) saidAt.delete(id);
    for (const id of inView) if (!known.has(id)) inView.delete(id);
    for (const ticket of tickets.value) {
      const isDue = performance.now() - (saidAt.get(ticket.id) ?? -Infinity) > SAY_AGAIN_MS;
      if (ticket.acknowledged_at !== null || !inView.has(ticket.id) || !isDue) continue;
      saidAt.set(ticket.id, performance.now());
      say(ticket.id).catch(() => undefined);
    }
  }
  watch([useNow(), tickets], tellWhatIsSeen, { flush: 'post' });

  const observe = (element: Element | null) => element && observer.observe(element);
  const unobserve = (element: Element | null) => element && observer.unobserve(element);
  return { observe, unobserve };
}
