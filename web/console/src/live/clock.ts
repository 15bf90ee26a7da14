/** The server's time on this page, and one ticker for everything that ages. */
import { ServerClock, TIME_HEADER } from '@shared/server-clock';
import { readonly, ref } from 'vue';

export const clock = new ServerClock({ wall: () => Date.now(), steady: () => performance.now() });

/** Every answer says the server's time; `askedAt` is the mark taken before the request. */
export function hearTime(answer: Response, askedAt: number): void {
  const told = answer.headers.get(TIME_HEADER);
  if (told) clock.hear(told, askedAt);
}

const tick = ref(clock.now());
let timer: ReturnType<typeof setInterval> | undefined;

/** The server's time in milliseconds, once a second. A single timer serves the whole page for the whole shift. */
export function useNow() {
  timer ??= setInterval(() => (tick.value = clock.now()), 1000);
  return readonly(tick);
}
