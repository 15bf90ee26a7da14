/** A pretend phone and a pretend shop: `wx` for the bundle, and a server with the contract's answers. */

const STORE = "01a214f3-a1cf-77a7-8c5c-05e9205738d1";
const ORDER = "01a214f3-0000-7000-8000-000000000001";

function item(id, name, priceFen, specifications = []) {
  return { id, name, name_en: name, price_fen: priceFen, specifications, available: 9, is_listed: true, picture: null };
}

const SPICE = { name: "辣度", name_en: "Spice", least: 1, most: 1, choices: [
  { name: "不辣", name_en: "Mild", extra_fen: 0 },
  { name: "加辣", name_en: "Hot", extra_fen: 100 },
] };

export class Shop {
  isUp = true;
  posts = [];
  byKey = new Map();
  order = null;
  payments = [];
  consents = [];
  followers = [];

  now = () => new Date().toISOString();

  answer(method, path, body, header) {
    const route = `${method} ${path.split("?")[0]}`;
    if (route === "POST /api/diner/sessions") return [201, { token: "t", diner_id: "d", expires_at: this.now() }];
    if (route === "GET /api/diner/stores") return [200, [this.card()]];
    if (route === `GET /api/diner/stores/${STORE}/menu`) return [200, this.menu()];
    if (route === "POST /api/diner/orders") return this.place(body, header["Idempotency-Key"]);
    if (route === "GET /api/diner/orders") return [200, this.order ? [this.order] : []];
    const own = `/api/diner/orders/${STORE}/${ORDER}`;
    if (route === `GET ${own}` || route === `POST ${own}/ask`) return [200, this.page()];
    if (route === `GET ${own}/methods`) return [200, { methods: [this.method()], server_time: this.now() }];
    if (route === `POST ${own}/payments`) return this.beginPayment();
    if (route === `POST ${own}/hints`) return [204, ""];
    if (route === `POST ${own}/consents`) return this.consents.push(...body.template_ids), [204, ""];
    return [404, { code: "address-is-unknown", title: "", title_zh: "", facts: {} }];
  }

  card() {
    return { store_id: STORE, store_no: 1, name: "稳单小馆", name_en: "Wendan", is_open: true, is_taking_orders: true, opening_hours: [] };
  }

  menu() {
    const store = { ...this.card(), timezone: "Asia/Shanghai", channels: ["wechat"], message_templates: ["tmpl-ready"] };
    const items = [item("i1", "牛肉面", 2800, [SPICE]), item("i2", "卤蛋", 250)];
    return { store, is_open: true, categories: [{ id: "c1", name: "面", name_en: "Noodles", items }], server_time: this.now() };
  }

  method() {
    return { channel: "wechat", method: "jsapi", name: "微信支付", name_en: "WeChat Pay", scene: "in-app", reason: "usual" };
  }

  place(body, key) {
    this.posts.push(key);
    if (this.byKey.has(key)) return [200, this.order];
    this.byKey.set(key, body);
    this.order = {
      store_id: STORE, id: ORDER, diner_id: "d", entry: body.entry, table_no: body.table_no ?? null, remark: body.remark,
      state: "AWAITING_PAYMENT", purpose: "MEAL", version: 1, total_fen: body.expected_total_fen, placed_at: this.now(),
      expires_at: new Date(Date.now() + 900_000_000).toISOString(), confirmed_at: null, closed_at: null, pickup: null,
      lines: body.lines.map((line, at) => ({ line_no: at + 1, item_id: line.item_id, name: "牛肉面", choices: [], unit_price_fen: 1, quantity: line.quantity, amount_fen: 1 })),
    };
    return [201, this.order];
  }

  beginPayment() {
    const parameters = { appId: "a", timeStamp: "1", nonceStr: "n", package: "prepay_id=p", signType: "RSA", paySign: "s" };
    this.payments = [{
      id: "p1", number: "P1", channel: "wechat", method: "jsapi", state: "PENDING", fate: "NONE", parameters,
      amount_fen: this.order.total_fen, expires_at: this.order.expires_at, requested_at: this.now(), paid_at: null, known_at: null, cause: null,
    }];
    return [201, this.payments[0]];
  }

  /** The money arrives at the channel, and a moment later the shop knows. */
  pay() {
    Object.assign(this.payments[0], { state: "SUCCEEDED", fate: "KEPT", parameters: null });
    Object.assign(this.order, { state: "CONFIRMED", version: 2, pickup: "A007" });
    for (const tell of this.followers) tell({ cursor: 2, ...this.page() });
  }

  page() {
    const events = [{ event_no: 1, kind: "order-placed", happened_at: this.order.placed_at }];
    const isPaid = this.order.pickup !== null;
    return { order: this.order, payments: this.payments, refunds: [], events, server_time: this.now(),
      is_first_payment: true, ahead: isPaid ? 2 : null, credential: isPaid ? "credential" : null, feedback: null, messages: [], countdown_every_minutes: 5, late_wish: null, preauths: [], is_owed: false };
  }
}

/** The `wx` object: what our bundle calls and no more. */
export function phone(shop, storage = new Map()) {
  const said = { paid: [], consents: [], network: [] };
  const wx = {
    said,
    getStorageSync: (key) => storage.get(key) ?? "",
    setStorageSync: (key, value) => void storage.set(key, value),
    removeStorageSync: (key) => void storage.delete(key),
    setStorage: ({ key, data }) => void storage.set(key, data),
    getStorageInfoSync: () => ({ keys: [...storage.keys()], currentSize: 1, limitSize: 10240 }),
    getSystemInfoSync: () => ({ language: "zh_CN", platform: "devtools", SDKVersion: "3.0.0" }),
    getSystemSetting: () => ({}), getAppAuthorizeSetting: () => ({}), getDeviceInfo: () => ({}), getWindowInfo: () => ({}),
    getAppBaseInfo: () => ({ language: "zh_CN", SDKVersion: "3.0.0" }),
    getLaunchOptionsSync: () => ({}), getEnterOptionsSync: () => ({}),
    getUpdateManager: () => ({ onUpdateReady: () => {}, applyUpdate: () => {} }),
    getNetworkType: ({ success }) => success({ networkType: shop.isUp ? "wifi" : "none" }),
    onNetworkStatusChange: (call) => said.network.push(call),
    onAppShow: () => {}, offAppShow: () => {}, onAppHide: () => {}, offAppHide: () => {}, onError: () => {}, onUnhandledRejection: () => {},
    setNavigationBarTitle: ({ title }) => (said.title = title),
    login: ({ success }) => success({ code: "wx-code" }),
    setClipboardData: ({ data, success }) => ((said.clipboard = data), success({})),
    requestSubscribeMessage: ({ tmplIds, success }) => {
      said.consents.push(...tmplIds);
      success(Object.fromEntries(tmplIds.map((id) => [id, "accept"])));
    },
    requestPayment: (asked) => {
      said.paid.push(asked.package);
      // The device is told first; the server hears of it later, and only that counts.
      asked.success({ errMsg: "requestPayment:ok" });
      setTimeout(() => shop.pay(), 40);
    },
    request: (asked) => {
      setTimeout(() => {
        if (!shop.isUp) return asked.fail({ errMsg: "request:fail" });
        const path = asked.url.replace(/^https?:\/\/[^/]+/, "");
        const body = JSON.parse(JSON.stringify(asked.data ?? {}));
        const [statusCode, data] = shop.answer(asked.method ?? "GET", path, body, asked.header);
        asked.success({ statusCode, data: JSON.parse(JSON.stringify(data)), header: {} });
      }, 1);
      return { abort: () => {} };
    },
    connectSocket: () => {
      const told = {};
      setTimeout(() => (shop.isUp ? told.open?.() : told.close?.({ code: 1006 })), 1);
      return {
        onOpen: (call) => (told.open = call),
        onMessage: (call) => shop.followers.push((news) => call({ data: JSON.stringify(news) })),
        onClose: (call) => (told.close = call),
        onError: () => {},
        send: () => {},
        close: () => {},
      };
    },
  };
  return wx;
}
