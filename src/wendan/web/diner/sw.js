const CACHE = "wendan-diner-de578fe2f2cd838b";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.CSl2VBdm.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.BAPzQp3h.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.CkFCT1q2.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.Bfr5FbcJ.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.BCYoMvJr.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.FEWiHBam.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.B6vcOfA4.js","assets/account.DFwv_aaz.js","assets/ages.bwQraEqj.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-b7IIooFo.css","assets/gone-to-pay.DsIYfyHv.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-BbWBe0Ln.css","assets/index-D9UowYP2.css","assets/index-Dgv2tZvI.css","assets/index-DpGF8_TV.js","assets/index-H1Y5NhN5.css","assets/index-PyBu-Tdr.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/money.DxyxmYug.js","assets/order-title.BaEz5RE-.js","assets/ordered.BzOBWbHl.js","assets/pages-account-index.CctLq4zK.js","assets/pages-checkout-index.ByTpr4rk.js","assets/pages-coupons-index.BNqpnduB.js","assets/pages-entry-index.BcN-fb-s.js","assets/pages-menu-index.CZtrMSCM.js","assets/pages-messages-index.DII7gls4.js","assets/pages-order-index.z3u2Q1CG.js","assets/pages-orders-index.Bu_-7RlU.js","assets/pages-pay-index.DY84rVGC.js","assets/service-BEUJcdY9.css","assets/service.CO7xwCRH.js","assets/trouble.jpdct6DZ.js","assets/uni.c6380c1b.css","assets/visited.DMwRkpQY.js","static/diner.webmanifest","static/seal.svg"];

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
