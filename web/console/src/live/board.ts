/** The kitchen's board: which tickets a screen shows, from news in any order and any number of repeats. */
import type { Ticket, TicketView } from '@shared/types';

/** How many finished tickets can be recalled; older ones are forgotten, so that a screen may run for days. */
export const DONE_KEPT = 60;
const CALLED_OFF_KEPT = 20;

export interface Board {
  /** QUEUED, PREPARING and READY tickets by id. */
  readonly live: ReadonlyMap<string, TicketView>;
  /** Handed over, newest first. */
  readonly done: readonly TicketView[];
  /** Cancelled while on the board: the cook has to be told to stop. */
  readonly calledOff: readonly TicketView[];
}

export const EMPTY: Board = { live: new Map(), done: [], calledOff: [] };

const isLive = ({ state }: TicketView) => state === 'QUEUED' || state === 'PREPARING' || state === 'READY';

/** Take in news. What is older than what is known changes nothing. */
export function hear(board: Board, tickets: readonly TicketView[]): Board {
  const fresh = tickets.filter((ticket) => ticket.version > versionOf(board, ticket.id));
  if (fresh.length === 0) return board;
  const live = new Map(board.live);
  let { done, calledOff } = board;
  for (const ticket of fresh) {
    const before = live.get(ticket.id);
    live.delete(ticket.id);
    done = done.filter((one) => one.id !== ticket.id);
    if (isLive(ticket)) live.set(ticket.id, ticket);
    else if (ticket.state === 'HANDED_OVER') done = [ticket, ...done];
    else if (before) calledOff = [ticket, ...calledOff.filter((one) => one.id !== ticket.id)];
  }
  done = [...done].sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1)).slice(0, DONE_KEPT);
  return { live, done, calledOff: calledOff.slice(0, CALLED_OFF_KEPT) };
}

function versionOf(board: Board, id: string): number {
  const known = board.live.get(id) ?? board.done.find((one) => one.id === id) ?? board.calledOff.find((one) => one.id === id);
  return known?.version ?? 0;
}

/** The answer to a step names state and version but not the dishes; they are taken from what is known. */
export function patch(board: Board, moved: Ticket): Board {
  const known = board.live.get(moved.id) ?? board.done.find((one) => one.id === moved.id);
  if (!known) return board;
  const { state, version, changed_at, done_stations = known.done_stations } = moved;
  return hear(board, [{ ...known, state, version, changed_at, done_stations }]);
}

/** The whole list of live tickets was read: what stood here unchanged since before and is not in it has gone. */
export function reconcile(before: Board, now: Board, listed: readonly TicketView[]): Board {
  const heard = hear(now, listed);
  const names = new Set(listed.map((ticket) => ticket.id));
  const gone = [...before.live].filter(([id, old]) => !names.has(id) && heard.live.get(id)?.version === old.version);
  if (gone.length === 0) return heard;
  const live = new Map(heard.live);
  for (const [id] of gone) live.delete(id);
  return { ...heard, live };
}

export function dismissCalledOff(board: Board, id: string): Board {
  return { ...board, calledOff: board.calledOff.filter((one) => one.id !== id) };
}

const byAge = (a: TicketView, b: TicketView) => (a.queued_at < b.queued_at ? -1 : 1);

/** What is still to be cooked, the oldest first. */
export function toCook(board: Board): TicketView[] {
  return [...board.live.values()].filter((ticket) => ticket.state !== 'READY').sort(byAge);
}

/** What waits to be fetched, what was finished last first: that is what is called out and what is recalled. */
export function toHandOver(board: Board): TicketView[] {
  return [...board.live.values()].filter((ticket) => ticket.state === 'READY').sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1));
}
