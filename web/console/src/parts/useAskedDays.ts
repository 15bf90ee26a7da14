/** The days a page is about: those its address asks for, else the last two weeks. The address keeps them, so that back leads back. */
import { wallTime } from '@shared/store-time';
import { ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { Days } from '@/api/books';
import { clock } from '@/live/clock';
import { zone } from '@/session/zone';
import { faultOf, lastDays } from './days';

const SHOWN_DAYS = 14;

/** `also`: what else the address keeps. */
export function useAskedDays(also: () => Record<string, string>) {
  const route = useRoute();
  const router = useRouter();
  const today = wallTime(clock.now(), zone.value).day;
  const asked: Days = { since: String(route.query.since ?? ''), until: String(route.query.until ?? '') };
  const days = ref<Days>(faultOf(asked) ? lastDays(today, SHOWN_DAYS) : asked);
  watch([days, also], () => void router.replace({ query: { ...days.value, ...also() } }));
  return { today, days };
}
