/** Announces each ticket that is new to this page, until somebody has heard it or touched the ticket. */
import type { TicketView } from '@shared/types';
import { watch, type Ref } from 'vue';
import { announcer, spelled } from './announcer';

/** A kitchen calls out what nobody has seen; a till calls out what came while it was open, seen or not. */
export type Listening = 'unseen' | 'arriving';

/** Which of the tickets have to be called out, each once. `known` is what this page has had before. */
export function unheard(tickets: readonly TicketView[], known: Set<string>, how: Listening, isFirst: boolean): TicketView[] {
  const counts = ({ acknowledged_at }: TicketView) => (how === 'unseen' ? acknowledged_at === null : !isFirst);
  const fresh = tickets.filter((ticket) => ticket.state === 'QUEUED' && !known.has(ticket.id) && counts(ticket));
  const present = new Set(tickets.map((ticket) => ticket.id));
  for (const id of known) if (!present.has(id)) known.delete(id);
  for (const ticket of tickets) known.add(ticket.id);
  return fresh;
}

type Say = (ticket: TicketView, called: string) => string | null;

/** `tickets` is undefined until the board was read; `say` gives the words, or null where none are needed. */
export function useNewTickets(tickets: Ref<readonly TicketView[] | undefined>, how: Listening, say: Say) {
  const known = new Set<string>();
  let isFirst = true;
  watch(
    tickets,
    (now) => {
      if (!now) return;
      const before = [...known];
      for (const ticket of unheard(now, known, how, isFirst)) {
        const words = say(ticket, spelled(ticket.pickup ?? ticket.table_no ?? ''));
        if (words) announcer.announce(ticket.id, words);
      }
      isFirst = false;
      for (const id of before) if (!known.has(id)) announcer.acknowledge(id);
    },
    { immediate: true },
  );
}
