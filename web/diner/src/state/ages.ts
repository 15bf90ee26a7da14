import { timeOrDay, wallTime } from "../../../shared/store-time";
import { t } from "./locale";
import { menu } from "./menu";

/** How long ago, coarsely: nobody counts seconds of an old menu. */
export function ageWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return t("age.now");
  if (minutes < 60) return t("age.minutes", { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t("age.hours", { count: hours }) : t("age.days", { count: Math.floor(hours / 24) });
}

/** `14:05` on the store's wall, with the day in front of it when that was not today. */
export function timeWords(moment: string, nowMs: number): string {
  return timeOrDay(moment, nowMs, menu.value?.store.timezone);
}

/** The day of a moment on the store's wall. */
export function dayWords(moment: string): string {
  return wallTime(moment, menu.value?.store.timezone).day;
}
