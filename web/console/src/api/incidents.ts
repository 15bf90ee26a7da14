/** Mass incidents: what was found, one person's answer to it, and what the public says. */
import type { Heard, Incident, IncidentFile } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

const LIVE_MS = 3_000;
const PLACE = '/api/office/incidents';
const STALE = [['incidents'], ['routes']];

export const useIncidents = (isWanted: () => boolean = () => true) =>
  useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => ask<Incident[]>(PLACE, { signal }),
    enabled: isWanted,
    refetchInterval: LIVE_MS,
  });

export const useIncident = (id: Ref<string>) =>
  useQuery({
    queryKey: ['incidents', id],
    queryFn: ({ signal }) => ask<IncidentFile>(`${PLACE}/${id.value}`, { signal }),
    enabled: () => id.value !== '',
    refetchInterval: LIVE_MS,
  });

export const useContain = () =>
  useDeed(
    ({ id, toChannel }: { id: string; toChannel: string }) =>
      ask<Incident>(`${PLACE}/${id}/contain`, { method: 'POST', body: { to_channel: toChannel } }),
    STALE,
  );

export const useDismiss = () =>
  useDeed(({ id, words }: { id: string; words: string }) => ask<Incident>(`${PLACE}/${id}/dismiss`, { method: 'POST', body: { words } }), STALE);

export const useCompensate = () =>
  useDeed(
    ({ id, percent }: { id: string; percent: number }) => ask<Incident>(`${PLACE}/${id}/compensate`, { method: 'POST', body: { percent } }),
    STALE,
  );

/** The same file may be sent again: the source's own numbers tell a repeat. */
export const useImportMentions = () =>
  useDeed(
    ({ source, file }: { source: string; file: File }) =>
      ask<Heard>('/api/office/mentions/csv', { method: 'POST', query: { source }, file: new Blob([file], { type: 'text/csv' }) }),
    [['incidents']],
  );
