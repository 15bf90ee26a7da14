/** The sign-in of this tab. A closed tab is signed out: tills are shared. */
import { ref } from 'vue';

const PLACE = 'wendan.token';

export const token = ref<string | null>(sessionStorage.getItem(PLACE));

export function keepToken(value: string): void {
  token.value = value;
  sessionStorage.setItem(PLACE, value);
}

export function dropToken(): void {
  token.value = null;
  sessionStorage.removeItem(PLACE);
}
