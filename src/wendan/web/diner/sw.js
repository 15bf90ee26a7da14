const CACHE = "wendan-diner-53308db959aaef09";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.DqsabI_F.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.DznxKJ1M.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.DDxRmNFA.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.CQb6Gw4U.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DSPXNqEH.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.BrJ7UuC5.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.BpwxjnK7.js","assets/account.DFwv_aaz.js","assets/ages.C_Yx24Lb.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-DtcCv98s.css","assets/gone-to-pay.yLEso2NO.js","assets/index-16B2-rYW.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-Cc-KdJyr.css","assets/index-D-ojSlvL.css","assets/index-D9UowYP2.css","assets/index-DDD0Tuy8.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/money.DxyxmYug.js","assets/order-title.YiDiwk44.js","assets/ordered.B_scQHcN.js","assets/pages-account-index.5_4N0sYv.js","assets/pages-checkout-index.D4Norh60.js","assets/pages-coupons-index.DRSYUgoi.js","assets/pages-entry-index.Bgce93cM.js","assets/pages-menu-index.C1umLqgd.js","assets/pages-messages-index.B13INxax.js","assets/pages-order-index.GNl8ePVa.js","assets/pages-orders-index.B-5qWjlf.js","assets/pages-pay-index.D9WCliLP.js","assets/service-BEUJcdY9.css","assets/service.DOEQkIlA.js","assets/trouble.CWgqDyqb.js","assets/uni.c6380c1b.css","assets/visited.Bg4RYxEy.js","static/diner.webmanifest","static/seal.svg"];

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
