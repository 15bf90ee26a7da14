const CACHE = "wendan-diner-e09698a5c35f95e1";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.CaCZnBvy.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.DYxxzWfJ.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.CLoz14iS.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.CN4rOye9.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.6pqQ7l-Z.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.BaW5Qyz4.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.CbIFtQiF.js","assets/account.DFwv_aaz.js","assets/ages.Cc5i02aF.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-DSanU2qz.css","assets/gone-to-pay.CKIwSM9X.js","assets/index-1fJn3YcH.css","assets/index-AZVDeoG7.css","assets/index-B7AJSB6T.css","assets/index-BNFotaB5.css","assets/index-BOvdNC3o.js","assets/index-CaMFRhjt.css","assets/index-D-ojSlvL.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/known.BdEJTcON.js","assets/money.DxyxmYug.js","assets/order-title.ESMgnMg6.js","assets/ordered.qMdS26_E.js","assets/pages-account-index.D0qvfj4o.js","assets/pages-checkout-index.Bm7D_JWY.js","assets/pages-coupons-index.CLsh9_vR.js","assets/pages-entry-index.Dbx7FRRE.js","assets/pages-menu-index.BAVNqPHO.js","assets/pages-messages-index.B5YtjMjf.js","assets/pages-order-index.C97EIImS.js","assets/pages-orders-index.CepxoBdA.js","assets/pages-pay-index.CAO-mCsb.js","assets/service-BEUJcdY9.css","assets/service.C-CUzV8R.js","assets/trouble.BuPNVloe.js","assets/uni.c6380c1b.css","assets/visited.Dvqr4pF1.js","static/diner.webmanifest","static/seal.svg"];

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
