const CACHE = "wendan-diner-a80bc7eb11424add";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.w0-xJO02.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.ux2jgsQg.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.BM1BvltF.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.DvoE2eTK.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DAXg4RRA.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.AcOqsnJk.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.EJYXawjt.js","assets/account.DFwv_aaz.js","assets/ages.BX5KAW-i.js","assets/arrival.CZ8YZMpt.js","assets/code.D2TtsOkS.js","assets/coupons-D2Cc-2dq.css","assets/coupons.Sm9PIDjs.js","assets/gone-to-pay-DSanU2qz.css","assets/gone-to-pay.CCaU57Yq.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-Bz9lOGl1.js","assets/index-C4VUOJ4Q.css","assets/index-CJWPHdTv.css","assets/index-CRp72p-x.css","assets/index-CaMFRhjt.css","assets/index-D-ojSlvL.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-vfSrGPe2.css","assets/known.D9KGOEcW.js","assets/money.DxyxmYug.js","assets/order-words.BEfH3w2e.js","assets/ordered.yYxyge3b.js","assets/pages-account-index.BljNWKWM.js","assets/pages-checkout-index.qIdVOruw.js","assets/pages-coupons-index.Dv89O0ma.js","assets/pages-entry-index.BVLtLiQj.js","assets/pages-menu-index.Bvw98kEn.js","assets/pages-messages-index.DYQtlcFy.js","assets/pages-order-index.B1w7n5Xe.js","assets/pages-orders-index.DeQe3gYa.js","assets/pages-pay-index.CXh1BbPH.js","assets/service-BEUJcdY9.css","assets/service.DCbr73DI.js","assets/trouble.CuMzfgZ1.js","assets/uni.999c5313.css","assets/visited.jnI2twtM.js","static/diner.webmanifest","static/seal.svg"];

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
