// Taps through the built mini-program, as a customer would.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MiniProgram, tap } from "./runtime.mjs";
import { Shop, phone } from "./world.mjs";

const LONGEST_MS = 5000;

async function until(what, claim) {
  const end = Date.now() + LONGEST_MS;
  while (!claim()) {
    if (Date.now() > end) assert.fail(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function customer(program) {
  const isNamed = (node, words) => node.attr?.ariaLabel === words || node.text === words;
  const find = (words) => program.page?.nodes().find((node) => isNamed(node, words));
  return {
    sees: (words) => until(`「${words}」 on ${program.page?.path}`, () => program.page?.words().includes(words)),
    taps: async (words) => {
      await until(`「${words}」 to tap on ${program.page?.path}`, () => find(words));
      tap(find(words));
    },
  };
}

async function fillBasket(me) {
  await me.taps("选规格：牛肉面");
  await me.taps("加辣");
  await me.taps("加入购物车");
  await me.taps("添加一份卤蛋");
}

test("menu, specification, cart, order, payment, pick-up number", async () => {
  const shop = new Shop();
  const wx = phone(shop);
  const program = new MiniProgram(wx);
  const me = customer(program);
  program.launch("pages/entry/index", { scene: encodeURIComponent("s=1&t=A08") });

  await me.sees("A08 号桌");
  await fillBasket(me);
  await me.taps("去结算");
  await me.sees("31");
  assert.equal(wx.said.title, "确认订单");
  await me.taps("提交订单");

  await me.sees("支付剩余");
  assert.equal(shop.order.entry, "table");
  assert.equal(shop.order.table_no, "A08");
  assert.equal(shop.order.total_fen, 3150);
  assert.deepEqual(shop.byKey.values().next().value.lines[0].choices, { 辣度: ["加辣"] });
  assert.deepEqual(wx.said.consents, ["tmpl-ready"]);
  await until("the consent at the server", () => shop.consents.length === 1);

  await me.taps("微信支付");
  await until("wx.requestPayment", () => wx.said.paid.length === 1);
  assert.ok(!program.page.words().includes("支付成功"), "the device's success is not believed");
  await me.sees("支付成功");
  await me.sees("A007");
  await me.taps("复制");
  await until("the clipboard", () => wx.said.clipboard === shop.order.id);
  program.kill();
});

test("offline, queued, submitted twice, app killed, online again: one order", async () => {
  const shop = new Shop();
  const storage = new Map();
  const first = new MiniProgram(phone(shop, storage));
  let me = customer(first);
  first.launch("pages/entry/index", { scene: "s%3D1" });
  await me.sees("稳单小馆");
  await fillBasket(me);
  shop.isUp = false;
  await me.taps("去结算");
  await me.sees("提交订单");
  const submit = first.page.nodes().find((node) => node.text === "提交订单");
  tap(submit);
  tap(submit);
  await me.sees("待发送");
  assert.equal(shop.posts.length, 0);
  first.kill();

  const wx = phone(shop, storage);
  const second = new MiniProgram(wx);
  me = customer(second);
  second.launch("pages/orders/index");
  await me.sees("待发送");
  shop.isUp = true;
  for (const tell of wx.said.network) tell({ isConnected: true, networkType: "wifi" });
  await me.sees("已送达");
  assert.equal(new Set(shop.posts).size, 1);
  assert.equal(shop.byKey.size, 1);

  await me.taps("去支付");
  await me.sees("支付剩余");
  second.kill();
});
