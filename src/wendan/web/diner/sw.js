const CACHE = "wendan-diner-c7f5fc357205300e";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.Bfb3b_3p.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.8CvuNuGY.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.BjS_4yLF.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.BazsWEA3.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DlINktwz.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.DxvvJyXp.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.C7d2D-cM.js","assets/account.DFwv_aaz.js","assets/ages.C5cjkEPc.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-DtcCv98s.css","assets/gone-to-pay.DWsEFkIM.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-Ci1YzUyr.css","assets/index-D5NU6tUx.js","assets/index-D9UowYP2.css","assets/index-Dgv2tZvI.css","assets/index-DuOb-pfC.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/money.DxyxmYug.js","assets/order-words.CXWiQ3iP.js","assets/ordered.CerT6Z6X.js","assets/pages-account-index.B801LJHv.js","assets/pages-checkout-index.CD9XEGbm.js","assets/pages-coupons-index.DEfQswWq.js","assets/pages-entry-index.C5ihjEBQ.js","assets/pages-menu-index.BhzBmIC-.js","assets/pages-messages-index.BInTTcR1.js","assets/pages-order-index.CNCMvQ5x.js","assets/pages-orders-index.BHyuXJ3B.js","assets/pages-pay-index.mHgYSL5x.js","assets/service-BEUJcdY9.css","assets/service.DEVRKPET.js","assets/trouble.BTpxhtjM.js","assets/uni.c6380c1b.css","assets/visited.CXt4x8xF.js","static/diner.webmanifest","static/seal.svg"];

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
