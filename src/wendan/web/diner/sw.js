const CACHE = "wendan-diner-9af2b35addbe8970";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.CPRsmE9h.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.DcLzsRPD.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.CK5Gdimd.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.BKhnopcc.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.DQ3Ci3dE.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.O3GLlC6u.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.BJd9mm9X.js","assets/account.DFwv_aaz.js","assets/ages.D6Aa7EeX.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-B4JyCs5n.css","assets/gone-to-pay.CMk3nP0X.js","assets/index-1fJn3YcH.css","assets/index-BhWKHtKz.css","assets/index-DBbee_g_.css","assets/index-DKN1-GN8.css","assets/index-DZzpq2Ii.js","assets/index-DgGH9hoQ.css","assets/index-Dgv2tZvI.css","assets/index-LB8qEPr_.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/money.DxyxmYug.js","assets/order-title.CeUvY_ID.js","assets/pages-account-index.FfjPV94M.js","assets/pages-checkout-index.Cmiy8TE3.js","assets/pages-coupons-index.BDI_K9CN.js","assets/pages-entry-index.rKuwG1Ic.js","assets/pages-menu-index.5fUynAFD.js","assets/pages-messages-index.vXzSn4mJ.js","assets/pages-order-index.DUTJqzEJ.js","assets/pages-orders-index.DCzZUaRJ.js","assets/pages-pay-index.Cu1k6IYL.js","assets/service-BEUJcdY9.css","assets/service.nc2DGkN5.js","assets/trouble.D3Y1u4pV.js","assets/uni.c6380c1b.css","assets/visited.D_dw5QxZ.js","static/diner.webmanifest","static/seal.svg"];

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
