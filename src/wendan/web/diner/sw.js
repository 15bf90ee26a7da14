const CACHE = "wendan-diner-15012749e60aa77f";
const SHELL = ["./","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.XFomZHI-.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.C0dAsH51.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.D3sdX52u.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.B5qnTcBX.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.DYpcJoHZ.js","assets/WaitPanel-Pvdkfh38.css","assets/WaitPanel.Duf18Vx1.js","assets/ages.AMZ2yPBz.js","assets/arrival.CZ8YZMpt.js","assets/index-1fJn3YcH.css","assets/index-BQLVCFPC.css","assets/index-BfIOs0Uf.css","assets/index-CcoRuSAj.css","assets/index-CtrWg_6G.css","assets/index-DKN1-GN8.css","assets/index-HLD60x6b.js","assets/index-LB8qEPr_.css","assets/order-Lw-4vNg6.css","assets/order.Bl3Bmid7.js","assets/pages-checkout-index.CUJ-z06A.js","assets/pages-entry-index.Dpovydtc.js","assets/pages-menu-index.BtdAzLnn.js","assets/pages-order-index.pwj6ka8K.js","assets/pages-orders-index.3G4_x4mb.js","assets/pages-pay-index.EDqJHKQT.js","assets/service-BEUJcdY9.css","assets/service.vEIh_G36.js","assets/store-time.H5czxsAj.js","assets/trouble.WTmvo-fI.js","assets/uni.c6380c1b.css","assets/visited.DdiMHxId.js","static/diner.webmanifest","static/seal.svg"];

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
