const CACHE = "wendan-diner-8e1b604c5bac2c0c";
const SHELL = ["./","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.Bk_X0CcX.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.BZTb5iU0.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.CYXyjMLY.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.aCnBJuRb.js","assets/StateMark-BNm3sCdh.css","assets/StateMark.B0sgsQ2z.js","assets/WaitPanel-Pvdkfh38.css","assets/WaitPanel.BGrfbzm_.js","assets/ages.u9F9drzO.js","assets/arrival.CZ8YZMpt.js","assets/index-1fJn3YcH.css","assets/index-B6clOCU3.js","assets/index-BJSu32xw.css","assets/index-BZ0DIB31.css","assets/index-CD8RQhBJ.css","assets/index-CcoRuSAj.css","assets/index-DPB5mMKU.css","assets/index-DuAI-WL-.css","assets/order-DfM6RUJW.css","assets/order.DuV2m8Jk.js","assets/pages-checkout-index.D1R9cPW8.js","assets/pages-entry-index.CHl-es6L.js","assets/pages-menu-index.B_dZHVzM.js","assets/pages-order-index.d3W6MXb9.js","assets/pages-orders-index.BdeuuG4c.js","assets/pages-pay-index.BH6yIpE3.js","assets/service-BEUJcdY9.css","assets/service._eHpK__c.js","assets/trouble.b7c2EmU6.js","assets/uni.c6380c1b.css","assets/visited.D5p-_Hlc.js","static/diner.webmanifest","static/seal.svg"];

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
