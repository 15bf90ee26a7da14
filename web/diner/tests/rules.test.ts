import { describe, expect, it } from "vitest";
import { slotsOf } from "../../shared/i18n";
import type { CouponView, ItemView, MenuView, OrderLine, OrderPage, OrderView, PaymentView, PlaceOrder } from "../../shared/types";
import { en } from "../src/messages/en";
import { zh } from "../src/messages/zh";
import { arrivedBy, arrivedByScan } from "../src/rules/arrival";
import {
  countOf,
  firstChoices,
  isAnswered,
  lineKey,
  priceBasket,
  roomFor,
  searchMenu,
  tapChoice,
  totalOf,
  type BasketLine,
} from "../src/rules/basket";
import { chosenOf, sorted, toPayOf } from "../src/rules/coupons";
import { listed, orderedWords } from "../src/rules/ordered";
import { isDoubleDanger, isWebAddress, openAgainAfterS, stageOf, type Press } from "../src/rules/pay-stage";
import { agreedBody, doubtOf } from "../src/rules/question";

const item = (id: string, fen: number, available = 9): ItemView => ({
  id,
  name: id === "noodles" ? "牛肉面" : "卤蛋",
  name_en: id === "noodles" ? "Beef noodles" : "Egg",
  price_fen: fen,
  specifications:
    id === "noodles"
      ? [
          { name: "辣度", name_en: "Spice", least: 1, most: 1, choices: ["不辣", "加辣"].map((name) => ({ name, name_en: name, extra_fen: 0 })) },
          { name: "加料", name_en: "Extras", least: 0, most: 2, choices: ["蛋", "肉", "菜"].map((name) => ({ name, name_en: name, extra_fen: 150 })) },
        ]
      : [],
  available,
  is_listed: true,
  picture: null,
  description: "",
  description_en: "",
  station: "",
  version: 1,
  total: null,
});

const menu = (...items: ItemView[]) =>
  ({ categories: [{ id: "c", name: "面", name_en: "Noodles", items }] }) as unknown as MenuView;

describe("message tables", () => {
  it("carry the same slots in both languages", () => {
    for (const [key, text] of Object.entries(zh)) expect([key, slotsOf(en[key as keyof typeof zh])]).toEqual([key, slotsOf(text)]);
  });

  it("have no empty text", () => {
    expect([...Object.values(zh), ...Object.values(en)].filter((text) => text.trim() === "")).toEqual([]);
  });
});

describe("dishes that were ordered", () => {
  const spicy = { name: "辣度", name_en: "Spice", least: 1, most: 1, choices: [{ name: "加辣", name_en: "Hot", extra_fen: 0 }] };
  const known = menu({ ...item("noodles", 1800), specifications: [spicy] });
  const lines = [
    { item_id: "noodles", name: "红烧牛肉面", choices: ["加辣", "旧选项"], quantity: 1 },
    { item_id: "gone", name: "下架的菜", choices: [], quantity: 2 },
  ] as unknown as OrderLine[];

  it("read in English as far as the menu still knows them", () => {
    expect(orderedWords(lines, known, "en")).toEqual([{ name: "Beef noodles", choices: "Hot, 旧选项" }, { name: "下架的菜", choices: "" }]);
    expect(orderedWords(lines, null, "en").map(({ name }) => name)).toEqual(["红烧牛肉面", "下架的菜"]);
  });

  it("read in Chinese as they were ordered, whatever the menu calls them now", () => {
    expect(orderedWords(lines, known, "zh-CN")[0]).toEqual({ name: "红烧牛肉面", choices: "加辣、旧选项" });
  });

  it("are listed as each language lists", () => {
    expect([listed(["a", "b"], "，", "en"), listed(["a", "b"], "，", "zh-CN")]).toEqual(["a, b", "a，b"]);
  });
});

describe("how somebody arrives", () => {
  it.each([
    [{ store: "7", table: "A08", entry: "kiosk" }, { store: "7", table: "A08", entry: "kiosk" }],
    [{ scene: "s%3D7%26t%3DA08" }, { store: "7", table: "A08", entry: null }],
    [{ scene: "%" }, { store: null, table: null, entry: null }],
    [{ store: "7", entry: "spaceship" }, { store: "7", table: null, entry: null }],
  ])("%o", (query, arrived) => expect(arrivedBy(query)).toEqual(arrived));

  it.each([
    "https://shop.example/diner/#/pages/entry/index?store=7&table=A08",
    "pages/entry/index?scene=s%3D7%26t%3DA08",
    "s=7&t=A08",
  ])("by scanning %s", (text) => expect(arrivedByScan(text)).toEqual({ store: "7", table: "A08", entry: null }));
});

describe("the basket", () => {
  const [noodles, egg] = [item("noodles", 2800), item("egg", 250, 3)];

  it("prices every line by the menu at hand, extras included", () => {
    const lines: BasketLine[] = [
      { itemId: "noodles", quantity: 2, choices: { 辣度: ["加辣"], 加料: ["蛋", "肉"] } },
      { itemId: "gone", quantity: 1, choices: {} },
    ];
    const priced = priceBasket(lines, menu(noodles, egg));
    expect(priced.map((line) => line.amountFen)).toEqual([6200, 0]);
    expect(priced[1]!.item).toBeNull();
    expect(totalOf(priced)).toBe(6200);
  });

  it("takes the same choices in another order for the same line", () => {
    expect(lineKey("a", { x: ["1", "2"], y: ["3"] })).toBe(lineKey("a", { y: ["3"], x: ["2", "1"] }));
  });

  it("has room for no more than is left, over all lines of a dish", () => {
    const lines = [1, 2].map((quantity) => ({ itemId: "egg", quantity, choices: {} }));
    expect([countOf(lines), roomFor(egg, lines), roomFor(noodles, lines)]).toEqual([3, 0, 9]);
  });

  it("answers needed specifications first, swaps one of one, and stops at the most", () => {
    const [spice, extras] = noodles.specifications as [ItemView["specifications"][0], ItemView["specifications"][0]];
    expect(firstChoices(noodles)).toEqual({ 辣度: ["不辣"] });
    expect(tapChoice(spice, ["不辣"], "加辣")).toEqual(["加辣"]);
    expect(tapChoice(spice, ["不辣"], "不辣")).toEqual(["不辣"]);
    expect(tapChoice(extras, ["蛋", "肉"], "菜")).toEqual(["蛋", "肉"]);
    expect(tapChoice(extras, ["蛋", "肉"], "蛋")).toEqual(["肉"]);
    expect([isAnswered(noodles, {}), isAnswered(noodles, { 辣度: ["加辣"] })]).toEqual([false, true]);
  });

  it("is searched in both languages", () => {
    expect(searchMenu(menu(noodles, egg), " BEEF ").map((found) => found.id)).toEqual(["noodles"]);
    expect(searchMenu(menu(noodles, egg), "蛋").map((found) => found.id)).toEqual(["egg"]);
    expect(searchMenu(menu(noodles), "  ")).toEqual([]);
  });
});

describe("a refused order", () => {
  const body: PlaceOrder = {
    store_id: "s",
    entry: "h5",
    lines: [
      { item_id: "egg", quantity: 2, choices: {} },
      { item_id: "egg", quantity: 2, choices: {} },
      { item_id: "noodles", quantity: 1, choices: { 辣度: ["不辣"] } },
    ],
    expected_total_fen: 3800,
  };
  const asked = (code: string, facts: object) => doubtOf({ code, title: "", title_zh: "", facts: { ...facts } }, body, { egg: "卤蛋" });

  it("whose price changed goes at the new price when the customer agrees", () => {
    const doubt = asked("price-changed", { expected_fen: 3800, total_fen: 4000 });
    expect(doubt).toEqual({ kind: "price", wasFen: 3800, isFen: 4000 });
    expect(agreedBody(doubt, body, null)).toEqual({ ...body, expected_total_fen: 4000 });
  });

  it("whose dish is short keeps what is left, at its price", () => {
    const doubt = asked("item-is-sold-out", { item_id: "egg", available: 3 });
    expect(doubt).toEqual({ kind: "stock", itemId: "egg", name: "卤蛋", wanted: 4, available: 3 });
    const agreed = agreedBody(doubt, body, menu(item("noodles", 2800), item("egg", 250)))!;
    expect(agreed.lines.map((line) => line.quantity)).toEqual([2, 1, 1]);
    expect(agreed.expected_total_fen).toBe(3550);
    expect(agreedBody(doubt, body, null)).not.toHaveProperty("expected_total_fen");
  });

  it("whose dish is gone goes without it, and nothing goes when nothing is left", () => {
    expect(agreedBody(asked("item-is-unknown", { item_id: "egg" }), body, null)!.lines).toHaveLength(1);
    const only = { ...body, lines: body.lines.slice(0, 2) };
    expect(agreedBody(asked("item-is-sold-out", { item_id: "egg", available: 0 }), only, null)).toBeNull();
  });

  it("of any other kind is not sent again as it is", () => {
    expect(agreedBody(asked("order-id-was-used", {}), body, null)).toBeNull();
    expect(agreedBody(asked("store-is-closed", {}), body, null)).toBe(body);
  });
});

describe("what a paying customer sees", () => {
  const nothing: Press = { isOpening: false, paymentId: null, isBack: false, seenFailures: [], isUnclear: false };
  const pressed: Press = { ...nothing, paymentId: "p" };
  const payment = (changes: Partial<PaymentView>) =>
    ({ id: "p", state: "PENDING", fate: "NONE", parameters: null, cause: null, ...changes }) as PaymentView;
  const page = (state: string, ...payments: PaymentView[]) => ({ order: { state }, payments }) as OrderPage;

  it.each([
    ["CONFIRMED", nothing, [], "paid"],
    ["COMPLETED", pressed, [], "paid"],
    ["CANCELLED", nothing, [], "cancelled"],
    ["CLOSING", nothing, [], "closing"],
    ["CLOSED", nothing, [], "closed"],
    ["AWAITING_PAYMENT", nothing, [], "choose"],
    ["AWAITING_PAYMENT", { ...pressed, isOpening: true }, [], "opening"],
    ["AWAITING_PAYMENT", nothing, [payment({ fate: "IN_CASE", state: "SUCCEEDED" })], "checking"],
    ["AWAITING_PAYMENT", pressed, [payment({ parameters: { code_url: "weixin://x" } })], "code"],
    ["AWAITING_PAYMENT", pressed, [payment({ parameters: { h5_url: "https://x" } })], "link"],
    ["AWAITING_PAYMENT", pressed, [payment({ parameters: { form_url: "https://x", form_fields: '{"a":"1"}' } })], "link"],
    ["AWAITING_PAYMENT", pressed, [payment({ parameters: {} })], "confirming"],
    ["AWAITING_PAYMENT", { ...pressed, isBack: true }, [payment({ parameters: { h5_url: "https://x" } })], "confirming"],
    ["AWAITING_PAYMENT", { ...pressed, isBack: true, isUnclear: true }, [payment({})], "unclear"],
    ["AWAITING_PAYMENT", pressed, [payment({ state: "UNKNOWN" })], "confirming"],
    ["AWAITING_PAYMENT", pressed, [payment({ state: "FAILED", cause: "balance-insufficient" })], "failed"],
    ["AWAITING_PAYMENT", { ...pressed, seenFailures: ["p"] }, [payment({ state: "FAILED" })], "choose"],
    ["AWAITING_PAYMENT", pressed, [payment({ state: "SUCCEEDED" })], "confirming"],
  ] as [string, Press, PaymentView[], string][])("%s, %o: %s", (state, press, payments, kind) => {
    expect(stageOf(page(state, ...payments), press).kind).toBe(kind);
  });

  it("a device that says paid changes nothing: only the order's state is success", () => {
    const back = { ...pressed, isBack: true };
    expect(stageOf(page("AWAITING_PAYMENT", payment({})), back).kind).not.toBe("paid");
  });

  it("money that came too late is said to be on its way back", () => {
    expect(stageOf(page("CLOSED", payment({ state: "SUCCEEDED", fate: "RETURNING" })), nothing)).toEqual({ kind: "closed", isMoneyComingBack: true });
  });

  it("two payments that could both take money are a danger", () => {
    expect(isDoubleDanger(page("AWAITING_PAYMENT", payment({}), payment({ id: "q" })))).toBe(true);
    expect(isDoubleDanger(page("AWAITING_PAYMENT", payment({}), payment({ id: "q", state: "CLOSED" })))).toBe(false);
  });

  it("waits longer with every try, and opens nothing but web addresses", () => {
    expect([1, 2, 6, 60].map(openAgainAfterS)).toEqual([1, 2, 13, 13]);
    expect([isWebAddress("https://x"), isWebAddress("javascript:alert(1)")]).toEqual([true, false]);
  });
});

describe("coupons", () => {
  const view = (id: string, changes: Partial<CouponView> = {}): CouponView => ({
    store_id: "s",
    id,
    amount_fen: 500,
    code: "A1B2C3D4E5",
    min_spend_fen: 0,
    valid_from: "2026-11-28T00:00:00Z",
    valid_until: "2026-12-28T00:00:00Z",
    origin: "rung",
    state: "ISSUED",
    order_id: null,
    issued_at: "2026-11-28T00:00:00Z",
    ...changes,
  });
  const fitting = [
    { coupon: view("best"), discount_fen: 500, to_pay_fen: 1300 },
    { coupon: view("other"), discount_fen: 300, to_pay_fen: 1500 },
  ];
  const order = { total_fen: 1800 } as OrderView;

  it("the best stands there already; another, or none, is the customer's to say", () => {
    expect(chosenOf(fitting, { kind: "best" })?.coupon.id).toBe("best");
    expect(chosenOf(fitting, { kind: "this", id: "other" })?.coupon.id).toBe("other");
    expect(chosenOf(fitting, { kind: "none" })).toBeNull();
    expect(chosenOf([], { kind: "best" })).toBeNull();
  });

  it("a chosen one that is gone gives way to the best that is left", () => {
    expect(chosenOf(fitting, { kind: "this", id: "gone" })?.coupon.id).toBe("best");
  });

  it("what is left to pay is the total less the discount", () => {
    expect(toPayOf(order, fitting[0]!)).toBe(1300);
    expect(toPayOf(order, null)).toBe(1800);
  });

  it("those that can be used come first, the soonest to end before the others", () => {
    const lists = sorted([view("used", { state: "USED" }), view("late"), view("soon", { valid_until: "2026-11-30T00:00:00Z", state: "HELD" })]);

    expect(lists.open.map(({ id }) => id)).toEqual(["soon", "late"]);
    expect(lists.over.map(({ id }) => id)).toEqual(["used"]);
  });
});
