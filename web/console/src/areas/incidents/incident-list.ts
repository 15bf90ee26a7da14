/** Incidents as they are told: in which words, with which sign, minute by minute. */
import type { Incident, IncidentFile, IncidentState } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';
import { t, word } from '@/words';
import { shareText, timeText } from '@/words/format';

export const isLive = ({ state }: Pick<Incident, 'state'>) => state === 'OPEN' || state === 'CONTAINED';

export const incidentTone: Record<IncidentState, Tone> = { OPEN: 'bad', CONTAINED: 'wait', OVER: 'ok', DISMISSED: 'plain' };

/** What is unusual, and with whom. */
export function titleOf({ kind, channel }: Pick<Incident, 'kind' | 'channel'>): string {
  return channel ? `${word('channel', channel)} · ${word('incident-kind', kind)}` : word('incident-kind', kind);
}

/** Shares are told in 1/10000; of words there are counts. */
export function figureText(incident: Pick<Incident, 'kind'>, bp: number): string {
  return incident.kind === 'words' ? t('incidents.times', { n: Math.round(bp / 1000) / 10 }) : shareText(bp / 10_000);
}

/** The finding in one sentence. */
export function findingOf(incident: Incident): string {
  if (incident.kind === 'words') {
    const [found, usual] = [incident.found_bp, incident.usual_bp].map((bp) => Math.round(bp / 1000) / 10) as [number, number];
    return t('incidents.sum-words', { found, usual });
  }
  const [found, usual] = [shareText(incident.found_bp / 10_000), shareText(incident.usual_bp / 10_000)];
  if (incident.kind === 'orders') return t('incidents.sum-orders', { found, usual });
  return t('incidents.sum-payments', { channel: word('channel', incident.channel), found, usual });
}

export function minutesOf({ began_at: began, ended_at: ended }: Pick<Incident, 'began_at' | 'ended_at'>, now: number): number {
  return Math.max(1, Math.round(((ended ? Date.parse(ended) : now) - Date.parse(began)) / 60_000));
}

/** Those that last first, then the newest. */
export function sorted(incidents: readonly Incident[]): Incident[] {
  const place = (one: Incident) => `${isLive(one) ? 1 : 0} ${one.found_at}`;
  return [...incidents].sort((a, b) => (place(a) < place(b) ? 1 : -1));
}

export interface Curve { channel: string; seen: number[]; bad: number[] }

/** Every minute of the time that is shown, those without an attempt too, and each channel's attempts in them. */
export function curvesOf(minutes: IncidentFile['minutes']): { times: string[]; curves: Curve[] } {
  const at = minutes.map((one) => Date.parse(one.at));
  const [first, last] = [Math.min(...at), Math.max(...at)];
  const count = minutes.length ? Math.round((last - first) / 60_000) + 1 : 0;
  const curves = new Map<string, Curve>();
  for (const one of minutes) {
    const curve = curves.get(one.channel) ?? { channel: one.channel, seen: Array<number>(count).fill(0), bad: Array<number>(count).fill(0) };
    const place = Math.round((Date.parse(one.at) - first) / 60_000);
    curve.seen[place] = one.seen;
    curve.bad[place] = one.bad;
    curves.set(one.channel, curve);
  }
  const times = Array.from({ length: count }, (_, n) => timeText(new Date(first + n * 60_000).toISOString()));
  return { times, curves: [...curves.values()] };
}
