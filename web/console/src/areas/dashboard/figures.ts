/** When a figure of the day deserves attention; the goals stand in the catalogue (E6). */
import type { Figures } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';

export const MOST_DROPPED = 0.005;
export const LEAST_SUCCESS = 0.992;
const LATE_TICKET_S = 600;

export const dropTone = ({ drop_share }: Figures): Tone =>
  drop_share === null ? 'plain' : drop_share <= MOST_DROPPED ? 'ok' : 'bad';

export const successTone = ({ success_share }: Figures): Tone =>
  success_share === null ? 'plain' : success_share >= LEAST_SUCCESS ? 'ok' : 'wait';

export const kitchenTone = ({ oldest_ticket_s }: Figures): Tone =>
  oldest_ticket_s !== null && oldest_ticket_s >= LATE_TICKET_S ? 'bad' : 'plain';
