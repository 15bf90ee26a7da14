/** Whether the screen is too narrow for dishes and cart side by side. */
import { onScopeDispose, ref } from 'vue';

export function useNarrow() {
  const query = window.matchMedia('(max-width: 1000px)');
  const isNarrow = ref(query.matches);
  const look = () => (isNarrow.value = query.matches);
  query.addEventListener('change', look);
  onScopeDispose(() => query.removeEventListener('change', look));
  return isNarrow;
}
