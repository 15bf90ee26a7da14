const CACHE = "wendan-diner-66f36bb601d9abda";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.24_l0EGp.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.B-8m2jjF.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.DSulIADN.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.7ycXvRqb.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.Dntb7hl9.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.73az1yyq.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.BA02elnl.js","assets/account.DFwv_aaz.js","assets/ages.DYgYoyXB.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-DSanU2qz.css","assets/gone-to-pay.yLJm0T2L.js","assets/index-1fJn3YcH.css","assets/index-B7AJSB6T.css","assets/index-BXTzQsGy.css","assets/index-CEWgQA7j.js","assets/index-CaMFRhjt.css","assets/index-D-ojSlvL.css","assets/index-DvpmfLnr.css","assets/index-H1Y5NhN5.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/known.E44VBbVy.js","assets/money.DxyxmYug.js","assets/order-words.BJUWWIpz.js","assets/ordered.CvlYJgpi.js","assets/pages-account-index.-2GQ2wps.js","assets/pages-checkout-index.Ba7QmTJ4.js","assets/pages-coupons-index.B6bBbkPf.js","assets/pages-entry-index.BqeRqVUb.js","assets/pages-menu-index.Chs-FdcB.js","assets/pages-messages-index.C7kczlml.js","assets/pages-order-index.CtJrhlNp.js","assets/pages-orders-index.BPztYY3P.js","assets/pages-pay-index.BeH_R2pW.js","assets/service-BEUJcdY9.css","assets/service.9QOU_uFP.js","assets/trouble.BL7WnxIL.js","assets/uni.c6380c1b.css","assets/visited.DvCbeSlU.js","static/diner.webmanifest","static/seal.svg"];

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
