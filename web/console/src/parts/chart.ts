/** One drawing: made when its place is there, drawn anew by what it shows, by light and dark, by language and by size. */
import { init, type EChartsType } from 'echarts/core';
import { onMounted, onUnmounted, ref, watch, type ShallowRef } from 'vue';
import { isDark, preferences } from '@/session/preferences';

const NARROW_PX = 560;

/** Colours are read from the page at every drawing: `ink('--accent')`. */
export type Ink = (name: string) => string;

/** `picture` is asked again when its place becomes narrow, or wide again. */
export function useChart(
  place: Readonly<ShallowRef<HTMLElement | null>>, shown: () => unknown, picture: (ink: Ink, isNarrow: boolean) => Record<string, unknown>,
): void {
  let chart: EChartsType | undefined;
  let resizer: ResizeObserver | undefined;
  const isNarrow = ref(false);

  function draw() {
    const style = getComputedStyle(document.documentElement);
    chart?.setOption(picture((name) => style.getPropertyValue(name).trim(), isNarrow.value), true);
  }

  function fit() {
    chart?.resize();
    isNarrow.value = (place.value?.clientWidth ?? 0) < NARROW_PX;
  }

  onMounted(() => {
    if (!place.value) return;
    chart = init(place.value);
    resizer = new ResizeObserver(fit);
    resizer.observe(place.value);
    fit();
    draw();
  });
  onUnmounted(() => {
    resizer?.disconnect();
    chart?.dispose();
  });
  watch([shown, isDark, isNarrow, () => preferences.locale], draw, { flush: 'post' });
}

/** What every drawing has alike. */
export function ground(ink: Ink): Record<string, unknown> {
  return {
    animationDuration: 300,
    textStyle: { fontFamily: ink('--font') },
    grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
  };
}

export function tooltip(ink: Ink, trigger: 'axis' | 'item'): Record<string, unknown> {
  return { trigger, backgroundColor: ink('--surface'), borderColor: ink('--line'), textStyle: { color: ink('--ink') } };
}
