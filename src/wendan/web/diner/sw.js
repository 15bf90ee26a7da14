const CACHE = "wendan-diner-fe0798cc90797956";
const SHELL = ["./","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.geXuq3KT.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.5tq9Phu0.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.BsPo3wX5.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.Dfft9duG.js","assets/StateMark-BNm3sCdh.css","assets/StateMark.5GIbUjTA.js","assets/WaitPanel-Pvdkfh38.css","assets/WaitPanel.Do895GPE.js","assets/ages.CiLRIp-l.js","assets/arrival.CZ8YZMpt.js","assets/index-1fJn3YcH.css","assets/index-BJSu32xw.css","assets/index-CD8RQhBJ.css","assets/index-CcoRuSAj.css","assets/index-DPB5mMKU.css","assets/index-DnSUUPLU.css","assets/index-DuAI-WL-.css","assets/index-IVwLlrAu.js","assets/order-DfM6RUJW.css","assets/order.BLSz6You.js","assets/pages-checkout-index.BKqbE33J.js","assets/pages-entry-index.UKtNZgNX.js","assets/pages-menu-index.B2v-JI_4.js","assets/pages-order-index.Dw41Uxjq.js","assets/pages-orders-index.C8ZaIxNy.js","assets/pages-pay-index.CcDIExpu.js","assets/service-BEUJcdY9.css","assets/service.BEV1Rlgr.js","assets/trouble.BW0Pyl8P.js","assets/uni.c6380c1b.css","assets/visited.BNsYrTKK.js","static/diner.webmanifest","static/seal.svg"];

self.addEventListener("install", (event) => {
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
