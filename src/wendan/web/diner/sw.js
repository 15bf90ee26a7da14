const CACHE = "wendan-diner-c321eaee6c8c44e2";
const SHELL = ["./","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.ycqym3NU.js","assets/NothingHere-DEUtvtTo.css","assets/NothingHere.B77uF54M.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.DO-FU0Va.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.CsWA9FPL.js","assets/StateMark-BNm3sCdh.css","assets/StateMark.DH-2yoNq.js","assets/WaitPanel-Pvdkfh38.css","assets/WaitPanel.Dk2U-R8c.js","assets/ages.DMtRMUpu.js","assets/arrival.CZ8YZMpt.js","assets/index-B7uEncsz.css","assets/index-BJSu32xw.css","assets/index-BOyi02qv.css","assets/index-Cbi6zdO2.css","assets/index-CcoRuSAj.css","assets/index-CmX6ULUZ.css","assets/index-Dj8a1eY2.js","assets/index-DuAI-WL-.css","assets/order-DfM6RUJW.css","assets/order.BeAPoCdd.js","assets/pages-checkout-index.DcwMKqi7.js","assets/pages-entry-index.Cw6e1r77.js","assets/pages-menu-index.CeWULOo5.js","assets/pages-order-index.DQf5pRno.js","assets/pages-orders-index.GkdKX5oU.js","assets/pages-pay-index.f9IkaIj8.js","assets/service-BEUJcdY9.css","assets/service.BHMFiJ6w.js","assets/trouble.C86WoZo_.js","assets/uni.c6380c1b.css","assets/visited.CuLomuVO.js","static/diner.webmanifest","static/seal.svg"];

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
