import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fill, localeFor, nameIn, slotsOf, translator, type TableLike } from "../../shared/i18n";
import { CAUSES, causeIn } from "../../shared/messages/causes";
import { EVENTS, eventIn } from "../../shared/messages/events";
import { fenOf, moneyParts, moneyText, yuanText } from "../../shared/money";
import { ServerClock, countdownText } from "../../shared/server-clock";
import { timeOrDay, wallTime } from "../../shared/store-time";

describe("money", () => {
  it.each([
    [0, "0.00"],
    [5, "0.05"],
    [1250, "12.50"],
    [-1250, "-12.50"],
    [123456789, "1234567.89"],
  ])("%i fen is %s", (fen, text) => expect(yuanText(fen)).toBe(text));

  it("puts the sign before the currency, and splits for drawing", () => {
    expect(moneyText(-5)).toBe("-¥0.05");
    expect(moneyParts(1250)).toEqual({ whole: "12", cents: ".50" });
  });

  it("refuses parts of a fen", () => expect(() => yuanText(0.5)).toThrow(RangeError));

  it("reads what a person types, and back", () => {
    expect([fenOf("12"), fenOf("¥12.5"), fenOf("12.50"), fenOf("12.505"), fenOf("x")]).toEqual([1200, 1250, 1250, null, null]);
    for (let fen = 0; fen < 3000; fen += 7) expect(fenOf(yuanText(fen))).toBe(fen);
  });
});

describe("the server's clock", () => {
  const device = { at: 0, wall: () => 5, steady: () => device.at };

  it("runs on while the device's own clock says anything at all", () => {
    const clock = new ServerClock(device);
    clock.hear("2026-11-25T12:00:00Z");
    device.at += 61_000;
    expect(clock.secondsUntil("2026-11-25T12:02:00Z")).toBe(59);
    expect(clock.secondsUntil("2026-11-25T11:00:00Z")).toBe(0);
    expect(clock.secondsSince("2026-11-25T12:00:00Z")).toBe(61);
  });

  it("trusts a quick answer more than a slow one, until it is old", () => {
    const clock = new ServerClock(device);
    clock.hear("2026-11-25T12:00:00Z", device.at);
    const slow = clock.mark();
    device.at += 8_000;
    clock.hear("2026-11-25T12:00:00Z", slow);
    expect(new Date(clock.now()).toISOString()).toBe("2026-11-25T12:00:08.000Z");
    device.at += 60_000;
    clock.hear("2026-11-25T13:00:00Z", device.at - 100);
    expect(new Date(clock.now()).toISOString()).toBe("2026-11-25T13:00:00.050Z");
  });

  it("ignores a time that is none", () => {
    const clock = new ServerClock(device);
    clock.hear("soon");
    expect(clock.isKnown).toBe(false);
  });

  it("counts down in minutes and seconds", () => {
    expect([countdownText(0), countdownText(75), countdownText(3675)]).toEqual(["00:00", "01:15", "1:01:15"]);
  });
});

describe("times", () => {
  it("are those on the store's wall, wherever the device stands", () => {
    expect(wallTime("2026-11-25T23:34:09Z")).toEqual({ day: "2026-11-26", time: "07:34", precise: "07:34:09", weekday: 3 });
    expect(wallTime("2026-11-25T16:00:00Z").time).toBe("00:00");
    expect(wallTime("2026-07-01T12:00:00Z", "Europe/London").time).toBe("13:00");
  });

  it("of a device without time zones are China's", () => {
    expect(wallTime("2026-11-25T23:34:09Z", "No/Where")).toEqual(wallTime("2026-11-25T23:34:09Z"));
  });

  it("carry the day when it was another one", () => {
    const now = Date.parse("2026-11-26T01:00:00Z");
    expect([timeOrDay("2026-11-25T16:05:00Z", now), timeOrDay("2026-11-25T15:05:00Z", now)]).toEqual(["00:05", "11-25 23:05"]);
  });
});

describe("message tables", () => {
  const zh = { total: "合计 {amount}", thanks: "谢谢" } as const;
  const en: TableLike<typeof zh> = { total: "Total {amount}", thanks: "Thanks" };

  it("fill their slots in the reader's language", () => {
    const t = translator(zh, en);
    expect(t("en", "total", { amount: "¥1.00" })).toBe("Total ¥1.00");
    expect(t("zh-CN", "thanks")).toBe("谢谢");
    expect(fill("{a} {b}", { a: 1 })).toBe("1 {b}");
    expect(slotsOf("{b} {a}")).toEqual(["a", "b"]);
  });

  it("choose by what the device prefers; Chinese when in doubt", () => {
    expect([localeFor("en-GB"), localeFor("zh"), localeFor(undefined), localeFor("fr")]).toEqual(["en", "zh-CN", "zh-CN", "zh-CN"]);
    expect(nameIn("en", { name: "面", name_en: "" })).toBe("面");
  });

  it("have words for every cause and every event, in both languages", () => {
    for (const each of Object.values(CAUSES)) {
      for (const locale of ["zh-CN", "en"] as const) {
        expect(Object.values(each[locale]).every((text) => text.length > 3)).toBe(true);
      }
    }
    for (const each of Object.values(EVENTS)) expect(each["zh-CN"] && each.en).toBeTruthy();
    expect(causeIn("zh-CN", "one-of-tomorrow").action).toBe("ask-again");
    expect(eventIn("en", { kind: "one-of-tomorrow" }).words).toBe("Recorded");
    expect(eventIn("en", { kind: "ticket-moved", to: "READY" }).words).toBe("Your meal is ready");
    expect(eventIn("en", { kind: "ticket-moved", to: null }).words).toBe("Kitchen moved on");
  });

  it("know every cause the server can name", () => {
    const news = readFileSync(new URL("../../../src/wendan/kernel/news.py", import.meta.url), "utf8");
    const cause = news.slice(news.indexOf("class Cause"), news.indexOf("@dataclass"));
    const named = [...cause.matchAll(/= "([a-z-]+)"/g)].map((match) => match[1]!);
    expect(named.sort()).toEqual(Object.keys(CAUSES).sort());
  });
});
