const CACHE = "wendan-diner-faef15b627b6798a";
const SHELL = ["./","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.9-X74C8A.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.h7bAJJn_.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.LNzfBopP.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DYZv4Hq3.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.kv6f3a3A.js","assets/WaitPanel-Pvdkfh38.css","assets/WaitPanel.DCOQo0jd.js","assets/ages.DzkVk1R-.js","assets/arrival.CZ8YZMpt.js","assets/index-1fJn3YcH.css","assets/index-BbLkp6GD.js","assets/index-BfIOs0Uf.css","assets/index-BvD3QXq7.css","assets/index-CcoRuSAj.css","assets/index-CtrWg_6G.css","assets/index-DKN1-GN8.css","assets/index-LB8qEPr_.css","assets/order-DKFzHYl-.css","assets/order.D0uQ342M.js","assets/pages-checkout-index.BN7FEifM.js","assets/pages-entry-index.PK5TFmTA.js","assets/pages-menu-index.DhQMdPFo.js","assets/pages-order-index.v_w1prrw.js","assets/pages-orders-index.DLrl8U8L.js","assets/pages-pay-index.NbpKEhQG.js","assets/service-BEUJcdY9.css","assets/service.Cr9koRPm.js","assets/store-time.H5czxsAj.js","assets/trouble.DaPKvtHT.js","assets/uni.c6380c1b.css","assets/visited.Blvfrgwh.js","static/diner.webmanifest","static/seal.svg"];

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
