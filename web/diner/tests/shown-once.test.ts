import { describe, expect, it } from "vitest";
import { ShownOnce } from "../src/rules/shown-once";

describe("which failure is told as shown", () => {
  it("is each one once", () => {
    const shown = new ShownOnce();
    expect([shown.next(null), shown.next("a"), shown.next("a"), shown.next("b")]).toEqual([null, "a", null, "b"]);
  });

  it("waits while the page is put away", () => {
    const shown = new ShownOnce();
    shown.leave();
    expect(shown.next("a")).toBeNull();
    shown.comeBack();
    expect(shown.next("a")).toBe("a");
  });

  it("is told again when the server did not hear it", () => {
    const shown = new ShownOnce();
    shown.next("a");
    shown.forget("a");
    expect(shown.next("a")).toBe("a");
  });
});
