import { describe, expect, it, vi } from "vitest";

const steady = { at: 0 };
const yearsOff = Date.parse("2031-01-01T00:00:00Z");
vi.mock("../src/platform", () => ({
  platform: {
    apiBase: "",
    clocks: { wall: () => yearsOff, steady: () => steady.at },
    isOnline: () => true,
    onNetwork: () => undefined,
  },
}));

type Wish = { success: (told: object) => void };

function answering(header: Record<string, string>, status = 200) {
  const request = ({ success }: Wish) => {
    steady.at += 200;
    success({ statusCode: status, data: [], header });
  };
  vi.stubGlobal("uni", { request });
}

describe("a phone whose clock is years off", () => {
  it("counts by the server from the first answer on, be it a bare list or a refusal", async () => {
    const { send } = await import("../src/api/http");
    const { clock } = await import("../src/state/clock");
    expect(clock.now()).toBe(yearsOff);

    answering({ "Wendan-Time": "2026-11-26T04:00:00.000+00:00" });
    await send("/api/diner/orders?store_id=s", {});
    expect(clock.secondsUntil("2026-11-26T04:15:00Z")).toBe(900);

    steady.at += 120_000;
    answering({ "wendan-time": "2026-11-26T04:05:00.000+00:00" }, 404);
    await send("/api/diner/stores/x/menu", {});
    expect(clock.secondsUntil("2026-11-26T04:15:00Z")).toBe(600);
  });
});
