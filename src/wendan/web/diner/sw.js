const CACHE = "wendan-diner-c358bc14dde093da";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.biVErav2.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.Keknr36a.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.BFgZELW0.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.NDSGqZ6g.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.BPpls2-l.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.DWqZyzrU.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.Bl8I-6QV.js","assets/account.DFwv_aaz.js","assets/ages.BV69vuca.js","assets/arrival.CZ8YZMpt.js","assets/gone-to-pay-DKFzHYl-.css","assets/gone-to-pay.Cth1JSvU.js","assets/index-1fJn3YcH.css","assets/index-BBKKXFya.css","assets/index-BTEzROgW.js","assets/index-Bc05m4MU.css","assets/index-C0dfXJst.css","assets/index-D9UowYP2.css","assets/index-Dgv2tZvI.css","assets/index-H1Y5NhN5.css","assets/index-vfSrGPe2.css","assets/order-title.C0o_43S6.js","assets/ordered.0vFXQMsc.js","assets/pages-account-index.DPZTp57F.js","assets/pages-checkout-index.czsgZlwZ.js","assets/pages-entry-index.CjoxG67P.js","assets/pages-menu-index.C491dZdR.js","assets/pages-order-index.DnjwvtTs.js","assets/pages-orders-index.84TG8E9v.js","assets/pages-pay-index.BihLjC2k.js","assets/service-BEUJcdY9.css","assets/service.DgghaIcs.js","assets/store-time.H5czxsAj.js","assets/trouble.CtWDRR4S.js","assets/uni.c6380c1b.css","assets/visited.Ch8q9noZ.js","static/diner.webmanifest","static/seal.svg"];

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
