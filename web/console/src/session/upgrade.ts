/** After an upgrade the server no longer has the chunks of the page that is still open: fetch the new page. */

const PLACE = 'wendan.reloaded';
/** A page that fails again right after a reload is broken for another reason; reloading on and on would hide it. */
const ONCE_IN_MS = 60_000;

export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(PLACE) ?? 0) < ONCE_IN_MS) return;
    sessionStorage.setItem(PLACE, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
