/** The kitchen's board as server state: pushed by the live line, made true by a read now and then. */
import type { Ticket, TicketView } from '@shared/types';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/vue-query';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { type Board, dismissCalledOff, EMPTY, hear, patch, reconcile } from '@/live/board';
import { clock } from '@/live/clock';
import { StoreSocket } from '@/live/store-socket';
import { ask } from './client';

export type Step = 'start' | 'finish' | 'hand-over' | 'recall';

const RECALL_REACH_MS = 3600_000;
const READ_AGAIN_MS = 60_000;
/** The server tells so many tickets at a time. */
const A_PAGE = 500;
const keyOf = (storeId: string) => ['board', storeId] as const;

/** Every page of the list: a board with a hole in it would lose an order. */
async function readTickets(storeId: string, signal: AbortSignal, since?: string): Promise<TicketView[]> {
  const found: TicketView[] = [];
  for (;;) {
    const last = found.at(-1);
    const query = { since: since && (last?.changed_at ?? since), after: last?.id };
    const page = await ask<TicketView[]>(`/api/store/${storeId}/tickets`, { query, signal });
    found.push(...page);
    if (page.length < A_PAGE) return found;
  }
}

async function readBoard(client: QueryClient, storeId: string, signal: AbortSignal): Promise<Board> {
  const known = () => client.getQueryData<Board>(keyOf(storeId));
  const before = known();
  if (!before) {
    // A screen just switched on can also recall what was handed over before.
    const since = new Date(clock.now() - RECALL_REACH_MS).toISOString();
    const past = await readTickets(storeId, signal, since);
    const live = await readTickets(storeId, signal);
    return hear(hear(known() ?? EMPTY, past), live);
  }
  return reconcile(before, known() ?? before, await readTickets(storeId, signal));
}

export function useBoard(storeId: Ref<string>) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['board', storeId],
    queryFn: ({ signal }) => readBoard(client, storeId.value, signal),
    enabled: () => storeId.value !== '',
    refetchInterval: READ_AGAIN_MS,
    refetchIntervalInBackground: true,
    structuralSharing: false,
  });
  const change = (how: (board: Board) => Board) =>
    client.setQueryData<Board>(keyOf(storeId.value), (board) => how(board ?? EMPTY));

  const socket = shallowRef<StoreSocket>();
  watch(
    storeId,
    (id) => {
      socket.value?.close();
      socket.value = id ? new StoreSocket(id, (news) => change((board) => hear(board, news.tickets))) : undefined;
    },
    { immediate: true },
  );
  onScopeDispose(() => socket.value?.close());

  async function move(ticketId: string, step: Step, station: string | null = null): Promise<void> {
    const path = `/api/store/${storeId.value}/tickets/${ticketId}/${step}`;
    const moved = await ask<Ticket>(path, { method: 'POST', query: { station: station ?? undefined }, keepalive: true });
    change((board) => patch(board, moved));
  }

  async function acknowledge(ticketId: string): Promise<void> {
    if (socket.value?.acknowledge(ticketId)) return;
    const seen = await ask<Ticket>(`/api/store/${storeId.value}/tickets/${ticketId}/acknowledge`, { method: 'POST' });
    change((board) => patch(board, seen));
  }

  const dismiss = (ticketId: string) => change((board) => dismissCalledOff(board, ticketId));
  return { query, socket, move, acknowledge, dismiss };
}
