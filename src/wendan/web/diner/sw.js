const CACHE = "wendan-diner-6354fb08b28c9489";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.CInQ_yOa.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.S3vtLCUf.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.DN9ESWfX.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.CIoqqOZ0.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.WOcI-K72.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.DrUirOcP.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.D4x3YM52.js","assets/account.DFwv_aaz.js","assets/ages.DpEnnTuJ.js","assets/arrival.CZ8YZMpt.js","assets/gone-to-pay-DKFzHYl-.css","assets/gone-to-pay.DdlVJ0_5.js","assets/index-1fJn3YcH.css","assets/index-C40FmCr_.css","assets/index-Cj0YD6Co.css","assets/index-DKN1-GN8.css","assets/index-Dgv2tZvI.css","assets/index-DqlB5c50.js","assets/index-LB8qEPr_.css","assets/index-vfSrGPe2.css","assets/index-xxfCZHhH.css","assets/order-title.CgXGOFAJ.js","assets/pages-account-index.CaosDSxK.js","assets/pages-checkout-index.B5_26-qd.js","assets/pages-entry-index.CjXOT2Il.js","assets/pages-menu-index.DFQ3KIIV.js","assets/pages-order-index.CKTZ5Ba9.js","assets/pages-orders-index.rmzZA0JC.js","assets/pages-pay-index.Dx8I-HWp.js","assets/service-BEUJcdY9.css","assets/service.BGnuKZeK.js","assets/store-time.H5czxsAj.js","assets/trouble.REIEb_Mq.js","assets/uni.c6380c1b.css","assets/visited.CMR7U5LQ.js","static/diner.webmanifest","static/seal.svg"];

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
