/** A short sentence that everybody hears, screen readers too. */
import { ref } from "vue";
import { after } from "./clock";

const SHOWN_MS = 2500;
let stop = () => {};

export const notice = ref("");

export function say(words: string): void {
  stop();
  notice.value = words;
  stop = after(SHOWN_MS, () => (notice.value = ""));
}
