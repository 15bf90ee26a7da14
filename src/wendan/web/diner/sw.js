const CACHE = "wendan-diner-550984aecb6d5124";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.DpILd7R8.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.TDCjcGh5.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.D7a017sP.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.CsZDY-tP.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.BRxaYXPn.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.uq2MyKam.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.DYhRfPI4.js","assets/account.DFwv_aaz.js","assets/ages.CmYfWYHR.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-B4JyCs5n.css","assets/gone-to-pay.CCHdR6R9.js","assets/index-1fJn3YcH.css","assets/index-91J9JWfo.css","assets/index-B7AJSB6T.css","assets/index-D9UowYP2.css","assets/index-Dgv2tZvI.css","assets/index-H1Y5NhN5.css","assets/index-J9Tmxn8Z.js","assets/index-PyBu-Tdr.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/money.DxyxmYug.js","assets/order-title.ZGafqwad.js","assets/ordered.DJyk8PE0.js","assets/pages-account-index.J2rk6t47.js","assets/pages-checkout-index.DTcWKTwV.js","assets/pages-coupons-index.D9NfoNyt.js","assets/pages-entry-index.DJmVLj5g.js","assets/pages-menu-index.CPmXc9rs.js","assets/pages-messages-index.C9NJ4hs5.js","assets/pages-order-index.Cd5qKiRd.js","assets/pages-orders-index.CvNYKYAx.js","assets/pages-pay-index.zlT1rb7c.js","assets/service-BEUJcdY9.css","assets/service.Dr-BUKwx.js","assets/trouble.Dg-ZPbeB.js","assets/uni.c6380c1b.css","assets/visited.CulmZ0cF.js","static/diner.webmanifest","static/seal.svg"];

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
