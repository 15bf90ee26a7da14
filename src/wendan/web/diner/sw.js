const CACHE = "wendan-diner-a5e65dbd64040918";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.BAt5jY9H.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.CbEEpWU4.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.yPvkuUQ1.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.BX_MBqoh.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DLUdV8s7.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.C3tdi9MB.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.CV8D4jtF.js","assets/account.DFwv_aaz.js","assets/ages.wzuFb8pa.js","assets/arrival.CZ8YZMpt.js","assets/gone-to-pay-BXlSY94R.css","assets/gone-to-pay.B_bf8xp-.js","assets/index-1fJn3YcH.css","assets/index-BBKKXFya.css","assets/index-BPVKamGJ.css","assets/index-D9UowYP2.css","assets/index-Dgv2tZvI.css","assets/index-DnSaxYSr.css","assets/index-Ft85YFSl.js","assets/index-H1Y5NhN5.css","assets/index-vfSrGPe2.css","assets/order-title.C0XVhi7Z.js","assets/ordered.CHmLY1Xu.js","assets/pages-account-index.OJGu4XBW.js","assets/pages-checkout-index.CpKZFup9.js","assets/pages-entry-index.CkwfwIdB.js","assets/pages-menu-index.BZU2qytV.js","assets/pages-order-index.prbdgHFD.js","assets/pages-orders-index.vnoIPG_Y.js","assets/pages-pay-index.CIvoL8WY.js","assets/service-BEUJcdY9.css","assets/service.D6NWazyv.js","assets/trouble.ivyWUgUO.js","assets/uni.c6380c1b.css","assets/visited.tmm7CdkR.js","static/diner.webmanifest","static/seal.svg"];

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
