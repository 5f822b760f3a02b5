// Keeps one page for the moment when there is no network. Nothing personal is ever kept: every other page comes from the server,
// and a member code that is open goes on by itself.
const SHELF = "huika-offline-1";
const PAGE = "/offline.html";
const FILES = [PAGE, "/offline.css", "/favicon.svg"];

self.addEventListener("install", (event) => {
  const kept = caches.open(SHELF).then((shelf) => shelf.addAll(FILES));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidy = caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.registration.navigationPreload?.enable()).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin === self.location.origin && FILES.includes(pathname) && mode !== "navigate") {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(event.request)));
  }
  // Forms and the way to a cashier are left to the browser alone.
  if (mode !== "navigate" || method !== "GET" || pathname.endsWith("/pay")) return;
  event.respondWith(page(event));
});

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}
