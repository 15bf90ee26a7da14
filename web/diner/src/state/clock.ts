/** The one clock of the app. */
import { onMounted, onUnmounted, ref, type Ref } from "vue";
import { ServerClock } from "../../../shared/server-clock";
import { platform } from "../platform";

export const clock = new ServerClock(platform.clocks);

/** Call once after `ms`; returns how to call it off. */
export function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

/** The server's now in milliseconds, renewed every second while the component is on the page. */
export function useNow(): Ref<number> {
  const now = ref(clock.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => (now.value = clock.now()), 1000);
  });
  onUnmounted(() => clearInterval(timer));
  return now;
}
