/** A bump bar is a keyboard with few keys: digits work on the ticket of that place. */
import { onMounted, onUnmounted } from 'vue';

export interface BumpBar {
  bump(place: number): void;
  start(place: number): void;
  undo(): void;
  heard(): void;
  recall(): void;
}

function placeOf(event: KeyboardEvent): number {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  return digit ? Number(digit[1]) - 1 : -1;
}

export function actOn(event: KeyboardEvent, bar: BumpBar): boolean {
  const target = event.target as HTMLElement | null;
  if (event.ctrlKey || event.metaKey || event.altKey || target?.closest('input, textarea, select, .el-drawer')) return false;
  const place = placeOf(event);
  if (place >= 0) {
    if (event.shiftKey) bar.start(place);
    else bar.bump(place);
    return true;
  }
  if (event.code === 'KeyZ' || event.code === 'Backspace') bar.undo();
  else if (event.code === 'KeyR') bar.recall();
  else if (event.code === 'Space' && target?.tagName !== 'BUTTON') bar.heard();
  else return false;
  return true;
}

export function useBumpBar(bar: BumpBar) {
  const press = (event: KeyboardEvent) => {
    if (!event.repeat && actOn(event, bar)) event.preventDefault();
  };
  onMounted(() => window.addEventListener('keydown', press));
  onUnmounted(() => window.removeEventListener('keydown', press));
}
