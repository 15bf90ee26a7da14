const CACHE = "wendan-diner-75451d444d734637";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.DpDCfvJK.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.BeKsN-nB.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.BgaqwG1H.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.CnuZUzdI.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.Dmgz0wI0.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.DyzD6jzX.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.CvdEmJ-G.js","assets/account.DFwv_aaz.js","assets/ages.BnoR8yDQ.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-b7IIooFo.css","assets/gone-to-pay.CfDHdv6J.js","assets/index-1fJn3YcH.css","assets/index-BSp25ro1.css","assets/index-D7G9sPcR.js","assets/index-DKN1-GN8.css","assets/index-Dbf6mug8.css","assets/index-DgGH9hoQ.css","assets/index-Dgv2tZvI.css","assets/index-LB8qEPr_.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/order-title.CrFm35r3.js","assets/pages-account-index.4dpWZLQv.js","assets/pages-checkout-index.hBpCPVZH.js","assets/pages-coupons-index.BTnDYVT8.js","assets/pages-entry-index.BRijZ5MJ.js","assets/pages-menu-index.B4yf9GO_.js","assets/pages-order-index.CJM5djD_.js","assets/pages-orders-index.YJCVmUpK.js","assets/pages-pay-index.C9AEgfbg.js","assets/service-BEUJcdY9.css","assets/service.Cc0b0P1g.js","assets/trouble.CqGi_hOt.js","assets/uni.c6380c1b.css","assets/visited.Ub2c6sij.js","static/diner.webmanifest","static/seal.svg"];

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
