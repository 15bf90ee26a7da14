/**
 * Times as they stand on the wall of a store. A guest abroad, a screen set to UTC and the head office in another zone
 * all read the time by which the kitchen cooks.
 */

export const DEFAULT_ZONE = "Asia/Shanghai";

/** A moment on the store's wall; `weekday` counts from Monday = 0, as the server does. */
export interface WallTime {
  /** `2026-11-26` */
  day: string;
  /** `07:34` */
  time: string;
  /** `07:34:09` */
  precise: string;
  weekday: number;
}

type Parts = Record<string, string>;

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const formats = new Map<string, Intl.DateTimeFormat | null>();

/** The moment (ISO 8601, or milliseconds since 1970) on the wall of a store in `zone` (an IANA name). */
export function wallTime(moment: string | number, zone: string = DEFAULT_ZONE): WallTime {
  const at = new Date(moment);
  const format = formatFor(zone);
  const parts = format ? partsBy(format, at) : partsOfShanghai(at);
  const time = `${parts.hour}:${parts.minute}`;
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    time,
    precise: `${time}:${parts.second}`,
    weekday: DAYS.indexOf(parts.weekday ?? ""),
  };
}

/** `07:34`, with `11-26` in front of it when that was another day than `now`. */
export function timeOrDay(moment: string, now: number, zone: string = DEFAULT_ZONE): string {
  const { day, time } = wallTime(moment, zone);
  return day === wallTime(now, zone).day ? time : `${day.slice(5)} ${time}`;
}

function formatFor(zone: string): Intl.DateTimeFormat | null {
  if (!formats.has(zone)) formats.set(zone, newFormat(zone));
  return formats.get(zone) ?? null;
}

/** Null where the device knows no time zones, or not this one. */
function newFormat(timeZone: string): Intl.DateTimeFormat | null {
  const two = "2-digit";
  const form = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two, weekday: "short" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...form, timeZone, hourCycle: "h23" });
  } catch {
    return null;
  }
}

function partsBy(format: Intl.DateTimeFormat, at: Date): Parts {
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** China keeps one time without summer time; mini-programs on old phones have no Intl. */
function partsOfShanghai(at: Date): Parts {
  const text = new Date(at.getTime() + 8 * 3_600_000).toISOString();
  const [year, month, day] = text.slice(0, 10).split("-") as [string, string, string];
  const [hour, minute, second] = text.slice(11, 19).split(":") as [string, string, string];
  return { year, month, day, hour, minute, second, weekday: DAYS[(new Date(text).getUTCDay() + 6) % 7] as string };
}
