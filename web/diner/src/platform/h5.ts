/** In a browser, WeChat's and Alipay's own included. */
import { isInAlipay, payInAlipay } from "./alipay";
import type { Platform, PayHint } from "./platform";
import { ID_LENGTH, copy, idOf, storage } from "./common";
import { agreeInWechat, cameBackFromWechat, isInWechat, leaveForWechat, payInWechat } from "./wechat";

/** Locks exist only in a secure context (https or localhost). */
async function exclusively(name: string, work: () => Promise<void>): Promise<boolean> {
  if (!("locks" in navigator)) {
    await work();
    return true;
  }
  return navigator.locks.request(`wendan.${name}`, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

function pay(parameters: Record<string, string>): Promise<PayHint> {
  if (parameters.businessType) return agreeInWechat(parameters);
  return parameters.tradeNO ? payInAlipay(parameters.tradeNO) : payInWechat(parameters);
}

/** The page under a new service worker is loaded only when the customer says so: never in the middle of a checkout. */
function onUpdate(call: (reload: () => void) => void): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register("./sw.js").then((registration) => {
    const offer = (worker: ServiceWorker | null) => {
      if (!worker || !navigator.serviceWorker.controller) return;
      call(() => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage("switch");
      });
    };
    offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
    });
  }, () => undefined);
}

function listen<K extends keyof DocumentEventMap>(name: K, call: (event: DocumentEventMap[K]) => void): () => void {
  document.addEventListener(name, call);
  return () => document.removeEventListener(name, call);
}

/** A form that the customer never sees, sent in this tab: how a bank's gateway wants to be entered. */
function openForm(url: string, fields: Record<string, string>): boolean {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  form.hidden = true;
  form.acceptCharset = "utf-8";
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
  return true;
}

/** Only some browsers say what the network is; the others are silent. */
interface NetworkTeller extends EventTarget {
  effectiveType?: string;
}
const teller = (navigator as Navigator & { connection?: NetworkTeller }).connection;
const networkKind = (): string => teller?.effectiveType ?? "";

function onNetworkKind(call: (kind: string) => void): () => void {
  let last = networkKind();
  const hear = () => {
    const kind = networkKind();
    if (kind !== last) call((last = kind));
  };
  teller?.addEventListener("change", hear);
  return () => teller?.removeEventListener("change", hear);
}

/** `pagehide` comes where a page dies at once, `visibilitychange` where it is only put away. */
function onLeave(call: () => void): () => void {
  const stop = listen("visibilitychange", () => document.visibilityState === "hidden" && call());
  window.addEventListener("pagehide", call);
  return () => {
    stop();
    window.removeEventListener("pagehide", call);
  };
}

function whisper(url: string, token: string, body: object): void {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  void fetch(url, { method: "POST", headers, body: JSON.stringify(body), keepalive: true }).catch(() => undefined);
}

function focusOn(selector: string): () => void {
  const before = document.activeElement;
  const target = document.querySelector<HTMLElement>(selector);
  target?.focus({ preventScroll: true });
  return () => before instanceof HTMLElement && before.focus({ preventScroll: true });
}

export const h5: Platform = {
  client: isInWechat ? "wechat" : isInAlipay ? "alipay" : "h5",
  ownEntry: "h5",
  apiBase: "",
  pictureBase: location.origin,
  socketBase: location.origin.replace(/^http/, "ws"),
  clocks: { wall: () => Date.now(), steady: () => performance.now() },
  storage,
  lock: { exclusively },
  language: navigator.language,
  canScan: false,
  hasServiceDesk: false,
  newId: () => idOf(crypto.getRandomValues(new Uint8Array(ID_LENGTH))),
  // uni's getNetworkType says "online" on a cold start without a network.
  isOnline: () => navigator.onLine,
  onNetwork: (call) => {
    window.addEventListener("online", () => call(true));
    window.addEventListener("offline", () => call(false));
  },
  onShow: (call) => listen("visibilitychange", () => document.visibilityState === "visible" && call()),
  onLeave,
  onNetworkKind,
  networkKind,
  whisper,
  onStorageChange: (call) => window.addEventListener("storage", call),
  onUpdate,
  signInCode: async () => null,
  cameBack: cameBackFromWechat(),
  whereabouts: () => location.hash,
  leaveFor: leaveForWechat,
  pay,
  openForm,
  askConsent: async () => [],
  scan: async () => null,
  copy: async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copy(text);
    }
  },
  useLanguage: (locale) => document.documentElement.setAttribute("lang", locale),
  focusOn,
  nameField: (selector, words) => {
    for (const field of document.querySelectorAll(`${selector} :is(input, textarea)`)) field.setAttribute("aria-label", words);
  },
  onEscape: (call) => listen("keydown", (event) => event.key === "Escape" && call()),
  onTouch: (call) => {
    const stops = [listen("pointerdown", call), listen("keydown", call)];
    return () => stops.forEach((stop) => stop());
  },
};

const PRESSABLE = ["button", "tab", "radio", "checkbox", "switch"];

/** uni's views are no buttons: what has a pressable role answers the keys that a button answers. */
listen("keydown", (event) => {
  const target = event.target as HTMLElement;
  if ((event.key !== "Enter" && event.key !== " ") || !PRESSABLE.includes(target.getAttribute("role") ?? "")) return;
  event.preventDefault();
  target.click();
});
