/** A newer version of the pages waits until the customer agrees. */
import { shallowRef } from "vue";
import { platform } from "../platform";

export const reload = shallowRef<(() => void) | null>(null);

platform.onUpdate((call) => (reload.value = call));
