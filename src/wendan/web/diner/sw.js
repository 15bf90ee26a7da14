const CACHE = "wendan-diner-dd0f2d0a30088a08";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.BA5EXy-R.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.DSCe46Id.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.BLpOJdkT.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.CJJQPTE4.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DZEvPrLV.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.Ipig0N2Y.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.BFoQekEq.js","assets/account.DFwv_aaz.js","assets/ages.BOnYnExw.js","assets/arrival.CZ8YZMpt.js","assets/code.D2TtsOkS.js","assets/coupons-D2Cc-2dq.css","assets/coupons.5vghG1VS.js","assets/gone-to-pay-DSanU2qz.css","assets/gone-to-pay.D3YYGUmp.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-CJWPHdTv.css","assets/index-CRp72p-x.css","assets/index-CaMFRhjt.css","assets/index-D-ojSlvL.css","assets/index-Dgj37Wi5.js","assets/index-DvpmfLnr.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-vfSrGPe2.css","assets/known.BhmCCNcx.js","assets/money.DxyxmYug.js","assets/order-words.D8Y5dQix.js","assets/ordered.ggAFbaL6.js","assets/pages-account-index.B7Wc7hSZ.js","assets/pages-checkout-index.Do8U7eX9.js","assets/pages-coupons-index.DM7Tmvbu.js","assets/pages-entry-index.DlzIbZKq.js","assets/pages-menu-index.DNl2sovE.js","assets/pages-messages-index.B2fc84Pz.js","assets/pages-order-index.D75aLrFA.js","assets/pages-orders-index.OQfOwca7.js","assets/pages-pay-index.DjWXXGGt.js","assets/service-BEUJcdY9.css","assets/service.BlfQDH-M.js","assets/trouble.CrOWE19E.js","assets/uni.c6380c1b.css","assets/visited.BzFCrrcr.js","static/diner.webmanifest","static/seal.svg"];

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
