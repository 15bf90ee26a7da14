/** What somebody tries on a form: under way or not, and what stood in its way, said beside it. */
import { readonly, ref } from 'vue';
import { sorry } from '@/words';

/** `said`: the trouble in words. */
export function useAttempt(said: (error: unknown) => string = sorry) {
  const trouble = ref('');
  const isBusy = ref(false);

  async function attempt(deed: () => Promise<unknown>): Promise<void> {
    trouble.value = '';
    isBusy.value = true;
    try {
      await deed();
    } catch (error) {
      trouble.value = said(error);
    } finally {
      isBusy.value = false;
    }
  }

  return { trouble, isBusy: readonly(isBusy), attempt };
}
