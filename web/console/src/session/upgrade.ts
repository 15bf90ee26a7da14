/** A page's chunk does not come where the server has a newer version, or where there is no line to it. */
import { tellBad } from '@/parts/tell';
import { t } from '@/words';

const PLACE = 'wendan.reloaded';
/** A page that fails again right after a reload is broken for another reason; reloading on and on would hide it. */
const ONCE_IN_MS = 60_000;

export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(PLACE) ?? 0) < ONCE_IN_MS) return;
    event.preventDefault();
    void reloadWhereServed();
  });
}

/** Without a line a reload would take what is on the screen and bring nothing. */
async function reloadWhereServed(): Promise<void> {
  const isServed = await fetch('./', { cache: 'no-store' }).then((answer) => answer.ok, () => false);
  if (!isServed) return tellBad(t('app.did-not-come'));
  sessionStorage.setItem(PLACE, String(Date.now()));
  location.reload();
}
