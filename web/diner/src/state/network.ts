import { ref } from "vue";
import { platform } from "../platform";

/** What the device says, corrected by whether requests get answers. */
export const isOnline = ref(platform.isOnline());

platform.onNetwork((told) => (isOnline.value = told));

/** A request was answered: whatever the device says, there is a network. */
export function heardServer(): void {
  isOnline.value = true;
}

/** A request got no answer. */
export function lostServer(): void {
  isOnline.value = false;
}
