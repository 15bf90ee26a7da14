const CACHE = "wendan-diner-cd78b29d13d272bc";
const SHELL = ["./","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.CXImnETF.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.wya8vG4m.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.DOc3WwVV.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DB0uZ8xz.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.CAStlZsd.js","assets/WaitPanel-Pvdkfh38.css","assets/WaitPanel.Dj3K5Zlw.js","assets/ages.CkAOlvnA.js","assets/arrival.CZ8YZMpt.js","assets/index-1fJn3YcH.css","assets/index-6YCUhhVg.css","assets/index-BfIOs0Uf.css","assets/index-BvD3QXq7.css","assets/index-CcoRuSAj.css","assets/index-DKN1-GN8.css","assets/index-Dm6ulBOu.js","assets/index-LB8qEPr_.css","assets/order-DKFzHYl-.css","assets/order.39MsgY1Q.js","assets/pages-checkout-index.zisWEjbi.js","assets/pages-entry-index.DKuWaU_l.js","assets/pages-menu-index.uDJXwpjX.js","assets/pages-order-index.sHaTKDg3.js","assets/pages-orders-index.BVx90wjJ.js","assets/pages-pay-index.DT2EX9qz.js","assets/service-BEUJcdY9.css","assets/service.BL_05gXw.js","assets/store-time.H5czxsAj.js","assets/trouble.CaM_3eB2.js","assets/uni.c6380c1b.css","assets/visited.BZRztL1d.js","static/diner.webmanifest","static/seal.svg"];

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
