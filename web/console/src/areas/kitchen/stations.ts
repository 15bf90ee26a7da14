/** Which part of a ticket is this screen's work. */
import type { TicketLine, TicketView } from '@shared/types';

/** Every station that the tickets on the board name. */
export function stationsOf(tickets: Iterable<TicketView>): string[] {
  const names = new Set<string>();
  for (const ticket of tickets) for (const name of ticket.stations ?? []) if (name) names.add(name);
  return [...names].sort();
}

/** Chosen stations that this ticket has work for; none chosen means the whole kitchen. */
function mine(ticket: TicketView, chosen: readonly string[]): string[] {
  return (ticket.stations ?? []).filter((name) => chosen.includes(name));
}

/**
 * Whether the ticket belongs on a screen of these stations. A ticket that names no station is everybody's, so that
 * no dish falls between two screens.
 */
export function isFor(ticket: TicketView, chosen: readonly string[]): boolean {
  if (chosen.length === 0 || !ticket.stations?.length) return true;
  return mine(ticket, chosen).some((name) => !ticket.done_stations?.includes(name));
}

/** The lines to cook here; a line of no station is shown wherever its ticket is. */
export function linesFor(ticket: TicketView, chosen: readonly string[]): TicketLine[] {
  if (chosen.length === 0 || !ticket.stations?.length) return ticket.lines;
  return ticket.lines.filter((line) => !line.station || chosen.includes(line.station));
}

/** The stations a bump finishes; null finishes the whole ticket. */
export function bumps(ticket: TicketView, chosen: readonly string[]): (string | null)[] {
  if (chosen.length === 0 || !ticket.stations?.length) return [null];
  return mine(ticket, chosen).filter((name) => !ticket.done_stations?.includes(name));
}
