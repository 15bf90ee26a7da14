/** Who comes to the counter, called out on this page while it is open. */
import { yuanText } from '@shared/money';
import type { Unpaid } from '@shared/types';
import { computed, type Ref } from 'vue';
import { useComing, useHeardComing } from '@/api/coming';
import { isUnheard, useComingCalls } from '@/live/coming';
import { usePlace } from '@/session/session';
import { t } from '@/words';

function words({ order }: Unpaid): string {
  const amount = yuanText(order.total_fen);
  return order.table_no ? t('coming.voice-table', { amount, table: order.table_no }) : t('coming.voice', { amount });
}

export function useComingGuests(storeId: Ref<string>) {
  const { may } = usePlace();
  const query = useComing(storeId);
  const sawOne = useHeardComing();
  // Who cannot take the money is not called to it.
  const called = computed(() => (may('take-money') ? query.data.value : undefined));
  const coming = computed(() => query.data.value ?? []);
  const unheard = computed(() => coming.value.filter(isUnheard));

  function heard(orderId: string): void {
    // Where it does not reach the server, the next look finds the guest unheard and calls again.
    sawOne.mutateAsync({ storeId: storeId.value, orderId }).catch(() => undefined);
  }

  useComingCalls(called, words, heard);
  return { coming, unheard, heard };
}
