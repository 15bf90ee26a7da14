/** In WeChat's mini-program. */
import type { Platform, PayHint } from "./platform";
import { ID_LENGTH, copy, idOf, storage } from "./common";

let isOnline = true;
let networkKind = "";

function signInCode(): Promise<string | null> {
  return new Promise((resolve) => {
    uni.login({ provider: "weixin", success: ({ code }) => resolve(code || null), fail: () => resolve(null) });
  });
}

/** WeChat's page of PayScore over ours; uni knows no name for it. */
declare const wx: {
  openBusinessView(asked: { businessType: string; extraData: object; success(): void; fail(told: { errMsg?: string }): void }): void;
};

function agree({ businessType, ...extraData }: Record<string, string>): Promise<PayHint> {
  return new Promise((resolve) => {
    wx.openBusinessView({
      businessType: businessType ?? "",
      extraData,
      success: () => resolve("came-back"),
      fail: (told) => resolve(/cancel/.test(told.errMsg ?? "") ? "cancelled" : "failed"),
    });
  });
}

function pay(parameters: Record<string, string>): Promise<PayHint> {
  if (parameters.businessType) return agree(parameters);
  return new Promise((resolve) => {
    uni.requestPayment({
      provider: "wxpay",
      orderInfo: "",
      timeStamp: parameters.timeStamp ?? "",
      nonceStr: parameters.nonceStr ?? "",
      package: parameters.package ?? "",
      signType: parameters.signType ?? "RSA",
      paySign: parameters.paySign ?? "",
      success: () => resolve("came-back"),
      fail: (told: { errMsg?: string }) => resolve(/cancel/.test(told.errMsg ?? "") ? "cancelled" : "failed"),
    });
  });
}

/** One consent is one message; WeChat takes at most three templates a tap. */
function askConsent(templates: string[]): Promise<string[]> {
  if (templates.length === 0) return Promise.resolve([]);
  return new Promise((resolve) => {
    uni.requestSubscribeMessage({
      tmplIds: templates.slice(0, 3),
      success: (answers) => {
        const told = answers as unknown as Record<string, string>;
        resolve(templates.filter((template) => told[template] === "accept"));
      },
      fail: () => resolve([]),
    });
  });
}

function scan(): Promise<string | null> {
  return new Promise((resolve) => {
    uni.scanCode({
      scanType: ["qrCode", "wxCode" as "qrCode"],
      // A mini-program code carries a path with its scene; a plain QR code its text.
      success: (found) => resolve((found as { path?: string }).path || found.result || null),
      fail: () => resolve(null),
    });
  });
}

/** WeChat offers secure bytes only asynchronously and not everywhere; an id must be unique, it protects nothing. */
function newId(): string {
  const time = Date.now();
  const bytes = Array.from({ length: ID_LENGTH }, (_, at) => (at < 8 ? Math.floor(time / 64 ** (7 - at)) : Math.floor(Math.random() * 64)));
  return idOf(Uint8Array.from(bytes.map((byte) => byte % 64)));
}

function watchNetwork(call: (isOnline: boolean) => void): void {
  const hear = (told: boolean) => {
    isOnline = told;
    call(told);
  };
  uni.getNetworkType({
    success: ({ networkType }) => {
      networkKind = networkType;
      hear(networkType !== "none");
    },
  });
  uni.onNetworkStatusChange((told) => hear(told.isConnected));
}

/** uni takes no single listener of the network back, so one stays and tells whoever still listens. */
const kindListeners = new Set<(kind: string) => void>();
uni.onNetworkStatusChange(({ networkType }) => {
  if (networkType === networkKind) return;
  networkKind = networkType;
  for (const call of kindListeners) call(networkType);
});

function whisper(url: string, token: string, body: object): void {
  uni.request({ url, method: "POST", data: body, header: { Authorization: `Bearer ${token}` }, fail: () => undefined });
}

function onUpdate(call: (reload: () => void) => void): void {
  const manager = uni.getUpdateManager();
  manager.onUpdateReady(() => call(() => manager.applyUpdate()));
}

export const miniProgram: Platform = {
  client: "mini-program",
  ownEntry: "mini-program",
  apiBase: __MINI_PROGRAM_API__,
  pictureBase: __MINI_PROGRAM_API__,
  socketBase: __MINI_PROGRAM_API__.replace(/^http/, "ws"),
  // The mini-program has no clock that cannot be set; the server's answers correct it at every page.
  clocks: { wall: () => Date.now(), steady: () => Date.now() },
  storage,
  // There are no tabs: one app, one queue.
  lock: {
    exclusively: async (_, work) => {
      await work();
      return true;
    },
  },
  language: uni.getSystemInfoSync().language,
  canScan: true,
  hasServiceDesk: true,
  newId,
  isOnline: () => isOnline,
  onNetwork: watchNetwork,
  onShow: (call) => {
    uni.onAppShow(call);
    return () => uni.offAppShow(call);
  },
  onLeave: (call) => {
    uni.onAppHide(call);
    return () => uni.offAppHide(call);
  },
  onNetworkKind: (call) => {
    kindListeners.add(call);
    return () => kindListeners.delete(call);
  },
  networkKind: () => networkKind,
  whisper,
  onStorageChange: () => undefined,
  onUpdate,
  signInCode,
  cameBack: null,
  whereabouts: () => "",
  leaveFor: () => false,
  pay,
  openForm: () => false,
  askConsent,
  scan,
  copy,
  useLanguage: () => undefined,
  focusOn: () => () => undefined,
  nameField: () => undefined,
  onEscape: () => () => undefined,
  onTouch: () => () => undefined,
};
