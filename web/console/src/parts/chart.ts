/** A drawing that follows its place's size, the scheme and the language. Import it lazily: it brings the drawing library. */
import { init, use, type EChartsType } from 'echarts/core';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';
import { onMounted, onUnmounted, type ShallowRef, watch, type WatchSource } from 'vue';
import { isDark, preferences } from '@/session/preferences';

use([GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** The value of one of our design tokens. */
export type Ink = (token: string) => string;

type Options = Parameters<EChartsType['setOption']>[0];

/** What every drawing of ours has in common. */
function frame(ink: Ink): Options {
  return {
    animationDuration: 300,
    textStyle: { fontFamily: ink('--font') },
    grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
    legend: { type: 'scroll', top: 0, textStyle: { color: ink('--ink') } },
    tooltip: { trigger: 'axis', backgroundColor: ink('--surface'), borderColor: ink('--line'), textStyle: { color: ink('--ink') } },
  };
}

/** The look of an axis. */
export const axisOf = (ink: Ink) => ({
  axisLabel: { color: ink('--ink-soft') },
  nameTextStyle: { color: ink('--ink-soft') },
  axisLine: { lineStyle: { color: ink('--line') } },
  splitLine: { lineStyle: { color: ink('--line') } },
});

/** Draws `options` into `place` now and whenever what is told of has changed. */
export function useChart(place: Readonly<ShallowRef<HTMLElement | null>>, told: WatchSource, options: (ink: Ink) => Options): void {
  let chart: EChartsType | undefined;
  let resizer: ResizeObserver | undefined;

  function draw() {
    const style = getComputedStyle(document.documentElement);
    const ink = (token: string) => style.getPropertyValue(token).trim();
    chart?.setOption({ ...frame(ink), ...options(ink) }, { replaceMerge: ['series'] });
  }

  onMounted(() => {
    if (!place.value) return;
    chart = init(place.value);
    resizer = new ResizeObserver(() => chart?.resize());
    resizer.observe(place.value);
    draw();
  });
  onUnmounted(() => {
    resizer?.disconnect();
    chart?.dispose();
  });
  watch([told, isDark, () => preferences.locale], draw, { flush: 'post' });
}
