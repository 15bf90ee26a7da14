/** What waits behind an area of the menu: how many, and whether it burns. */
import { computed, type ComputedRef } from 'vue';
import { useCaseCounts } from '@/api/cases';
import { useIncidents } from '@/api/incidents';
import { useScorecards } from '@/api/risk';
import { isVisible, type Area } from '@/areas';
import { isLive } from '@/areas/incidents/incident-list';
import { usePlace } from '@/session/session';
import { t } from '@/words';

export interface Badge {
  count: number;
  isLate: boolean;
  /** For whoever does not see the colour. */
  words: string;
}

export function useBadges(): ComputedRef<Partial<Record<Area, Badge>>> {
  const { me, storeId, may } = usePlace();
  const { data: cases } = useCaseCounts(storeId, () => may('see-cases'));
  const { data: incidents } = useIncidents(() => me.value !== undefined && isVisible('incidents', me.value));
  const { data: cards } = useScorecards(() => may('edit-risk'));
  const waiting = computed(() => cards.value?.filter(({ role }) => role === 'CHALLENGER').length);
  return computed(() => badgesOf(cases.value, incidents.value, waiting.value));
}

type Cases = { open: number; overdue: number } | undefined;
type Incidents = readonly Parameters<typeof isLive>[0][] | undefined;

/** `cards`: scorecards that wait for people's word. */
export function badgesOf(cases: Cases, incidents: Incidents, cards = 0): Partial<Record<Area, Badge>> {
  const live = incidents?.filter(isLive) ?? [];
  const burning = live.filter(({ state }) => state === 'OPEN').length;
  return {
    ...(cases?.open && {
      cases: { count: cases.open, isLate: cases.overdue > 0, words: t('badge.cases', { open: cases.open, overdue: cases.overdue }) },
    }),
    ...(cards > 0 && { risk: { count: cards, isLate: false, words: t('badge.risk', { cards }) } }),
    ...(live.length > 0 && {
      incidents: { count: live.length, isLate: burning > 0, words: t('badge.incidents', { live: live.length, open: burning }) },
    }),
  };
}
