const CACHE = "wendan-diner-0fbdfd158e15e640";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.BFMGQzq9.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.nC1B8g_w.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.DNkF8kNL.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.DeUE8Nwl.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.CxOYFNHv.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.DzYHMcB1.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.BsKs6P4W.js","assets/account.DFwv_aaz.js","assets/ages.ByJ-0rRk.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-DSanU2qz.css","assets/gone-to-pay.Cm7nJCE-.js","assets/index-1fJn3YcH.css","assets/index-AZVDeoG7.css","assets/index-B7AJSB6T.css","assets/index-CaMFRhjt.css","assets/index-Dgv2tZvI.css","assets/index-DyBj0AAZ.css","assets/index-H1Y5NhN5.css","assets/index-dnQyaicl.js","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/known.DKkfSk1t.js","assets/money.DxyxmYug.js","assets/order-title.DSvLevdu.js","assets/ordered.DgtG1PQT.js","assets/pages-account-index.B0Crfs4Q.js","assets/pages-checkout-index.Uo7y357x.js","assets/pages-coupons-index.Buwzyhgo.js","assets/pages-entry-index.DMZglOxM.js","assets/pages-menu-index.Ds6y41p5.js","assets/pages-messages-index.ClKD4LCA.js","assets/pages-order-index.BFLo8zHc.js","assets/pages-orders-index.D__k_EN0.js","assets/pages-pay-index.DTy372vs.js","assets/service-BEUJcdY9.css","assets/service.nADWky0s.js","assets/trouble.CckgPmfe.js","assets/uni.c6380c1b.css","assets/visited.DThXTQrx.js","static/diner.webmanifest","static/seal.svg"];

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
