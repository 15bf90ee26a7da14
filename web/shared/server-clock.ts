/**
 * The server's time on a device whose own clock may be wrong by hours, or be changed while the page is open.
 *
 * Every answer of the server is a sample: it carries the time in its header `wendan-time` (TIME_HEADER). Between samples time runs on the device's STEADY clock
 * (performance.now or its like), so somebody setting the wall clock moves no countdown. A countdown that reaches
 * zero proves nothing by itself: the page asks the server, which alone decides.
 */

/** The device's clocks in milliseconds: `wall` since 1970 as the device believes, `steady` never jumps. */
export interface DeviceClocks {
  wall(): number;
  steady(): number;
}

/** The header of every answer with the server's own time, ISO 8601. */
export const TIME_HEADER = "wendan-time";

/** A sample is worth replacing by a slower one only after this long. */
const SAMPLE_LIVES_MS = 60_000;

export class ServerClock {
  private sample: { server: number; steady: number; roundTrip: number } | null = null;

  constructor(private readonly device: DeviceClocks) {}

  /** True once the server has told its time. */
  get isKnown(): boolean {
    return this.sample !== null;
  }

  /** Mark the moment before a request; pass the result to `hear`. */
  mark(): number {
    return this.device.steady();
  }

  /**
   * The server said `serverTime` (ISO 8601). `askedAt` is the mark taken before the request; without it (a message
   * that came by itself over a socket) the answer is taken as immediate.
   */
  hear(serverTime: string, askedAt?: number): void {
    const server = Date.parse(serverTime);
    if (Number.isNaN(server)) return;
    const steady = this.device.steady();
    const roundTrip = askedAt === undefined ? 0 : Math.max(0, steady - askedAt);
    const old = this.sample;
    // The quicker the answer, the less its half-way guess can be off; but an old sample has drifted.
    if (old && roundTrip > old.roundTrip && steady - old.steady < SAMPLE_LIVES_MS) return;
    this.sample = { server: server + roundTrip / 2, steady, roundTrip };
  }

  /** Now, by the server; by the device while the server has not been heard yet. */
  now(): number {
    const known = this.sample;
    return known ? known.server + (this.device.steady() - known.steady) : this.device.wall();
  }

  /** Whole seconds until `moment` (ISO 8601), never negative. */
  secondsUntil(moment: string): number {
    return Math.max(0, Math.ceil((Date.parse(moment) - this.now()) / 1000));
  }

  /** Whole seconds since `moment` (ISO 8601), never negative. */
  secondsSince(moment: string): number {
    return Math.max(0, Math.floor((this.now() - Date.parse(moment)) / 1000));
  }
}

/** `75` → `"01:15"`, `3675` → `"1:01:15"`. */
export function countdownText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
