const CACHE = "wendan-diner-e720b7bb4c61ed7b";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.Le4BQVS6.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.Bo_yWyiD.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.BlPoBqwp.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.BPUfOYQh.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.BjbqjgA-.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.UB3AdPYB.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.BHocg9RW.js","assets/account.DFwv_aaz.js","assets/ages.XogRxTKa.js","assets/arrival.CZ8YZMpt.js","assets/code.D2TtsOkS.js","assets/coupons-D2Cc-2dq.css","assets/coupons.BUuchD6y.js","assets/gone-to-pay-DSanU2qz.css","assets/gone-to-pay.CgHRPpH8.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-BwDeIFal.js","assets/index-C4VUOJ4Q.css","assets/index-CRp72p-x.css","assets/index-CaMFRhjt.css","assets/index-D-ojSlvL.css","assets/index-DVlk2Lt5.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-vfSrGPe2.css","assets/known.ChHbp9Ef.js","assets/money.DxyxmYug.js","assets/order-words.BJUWAn3v.js","assets/ordered.BGxY7Cay.js","assets/pages-account-index.BDLwAa0N.js","assets/pages-checkout-index.CWowR9lp.js","assets/pages-coupons-index.C_uL1DEx.js","assets/pages-entry-index.DpUKeLzf.js","assets/pages-menu-index.DUcEBy7c.js","assets/pages-messages-index.BIbmWrIw.js","assets/pages-order-index.C6OcOolP.js","assets/pages-orders-index.CSqU5iHI.js","assets/pages-pay-index.sAYuaEWb.js","assets/service-BEUJcdY9.css","assets/service.B-vi3exz.js","assets/trouble.CvUjiwEk.js","assets/uni.999c5313.css","assets/visited.DhoyUBVk.js","static/diner.webmanifest","static/seal.svg"];

self.addEventListener("install", (event) => {
  // What a page says while it goes away would wait here until it comes back; past the worker it leaves at once.
  event.addRoutes?.({ condition: { urlPattern: "/api/*" }, source: "network" })?.catch(() => undefined);
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.map((url) => new Request(url, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("wendan-diner-") && name !== CACHE);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "switch") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const isPicture = url.pathname.startsWith("/pictures/");
  if (isPicture) return void event.respondWith(pictureFor(event.request));
  if (!url.pathname.startsWith(new URL("./", location).pathname)) return;
  const wanted = event.request.mode === "navigate" ? "./" : event.request;
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(wanted, { ignoreSearch: true })) || fetch(event.request)));
});

async function pictureFor(request) {
  const cache = await caches.open("wendan-pictures");
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch {
    return (await cache.match(request)) || Response.error();
  }
}
