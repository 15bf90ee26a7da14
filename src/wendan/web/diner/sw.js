const CACHE = "wendan-diner-cc7ecde3a0e75ca9";
const SHELL = ["./","assets/ChannelMark-b-nh2El3.css","assets/ChannelMark.eLnCZ8ab.js","assets/LoadingRows-D9py17a2.css","assets/LoadingRows.DP5tr4EP.js","assets/NothingHere-B62Fu6-h.css","assets/NothingHere.CP5k0_QD.js","assets/PriceTag-Du0EmYKH.css","assets/PriceTag.ue2zNnrh.js","assets/QuestionSheet-BvAXHZVj.css","assets/QuestionSheet.BGs_jJ5Z.js","assets/StateMark-D0ztYhwE.css","assets/StateMark.ZmJReDUX.js","assets/WaitPanel-Bhq6ADdS.css","assets/WaitPanel.CbeI--61.js","assets/account.DFwv_aaz.js","assets/ages.D4qxw8xn.js","assets/arrival.CZ8YZMpt.js","assets/coupons.CZDUaOxp.js","assets/gone-to-pay-B4JyCs5n.css","assets/gone-to-pay.wQZu_cQj.js","assets/index-1fJn3YcH.css","assets/index-203UGs-r.css","assets/index-BlMB_8yQ.js","assets/index-DBbee_g_.css","assets/index-DKN1-GN8.css","assets/index-DgGH9hoQ.css","assets/index-Dgv2tZvI.css","assets/index-LB8qEPr_.css","assets/index-kOowMmaR.css","assets/index-uKMuMYcs.css","assets/index-vfSrGPe2.css","assets/money.DxyxmYug.js","assets/order-title.DB9fq_ly.js","assets/pages-account-index.oG6oziCy.js","assets/pages-checkout-index.Bx4A2QSN.js","assets/pages-coupons-index.BqODJbCa.js","assets/pages-entry-index.v7ri2J1j.js","assets/pages-menu-index.Bh3i2Mmx.js","assets/pages-messages-index.xD-bQQYP.js","assets/pages-order-index.BWfbSvwL.js","assets/pages-orders-index.BZnANcBn.js","assets/pages-pay-index.LmuS-JFL.js","assets/service-BEUJcdY9.css","assets/service.Cv_dvsHT.js","assets/trouble.Du5QEruC.js","assets/uni.c6380c1b.css","assets/visited.dGfJhuSi.js","static/diner.webmanifest","static/seal.svg"];

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
