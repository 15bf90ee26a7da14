const CACHE = "wendan-diner-317d146b0f3ceea1";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.BRX0wC36.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.ga4wkZXK.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.D1uKQqWT.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.Dxbwk3YE.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DTTW895w.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.CronAHNL.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.DH49qQtN.js","assets/account.DFwv_aaz.js","assets/ages.CXaRxh9R.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-DtcCv98s.css","assets/gone-to-pay.HHtCwbue.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-C-QHe2sf.js","assets/index-CEgp6v-Q.css","assets/index-D9UowYP2.css","assets/index-DDD0Tuy8.css","assets/index-Dgv2tZvI.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/money.DxyxmYug.js","assets/order-title.rARLJ00f.js","assets/ordered.BUlImTPJ.js","assets/pages-account-index.CpjNCSbA.js","assets/pages-checkout-index.D17TOVWg.js","assets/pages-coupons-index.eS-4Nole.js","assets/pages-entry-index.BoOtdnds.js","assets/pages-menu-index.CQE0LNs1.js","assets/pages-messages-index.CUYawddF.js","assets/pages-order-index.IvqUck-6.js","assets/pages-orders-index.DDhqM8lu.js","assets/pages-pay-index.Dcem8Zzi.js","assets/service-BEUJcdY9.css","assets/service.BGuy0I03.js","assets/trouble.D_3CGoLn.js","assets/uni.c6380c1b.css","assets/visited.BEJ9Yp3C.js","static/diner.webmanifest","static/seal.svg"];

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
