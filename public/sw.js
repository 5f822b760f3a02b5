// Keeps what the code page needs without a network: its shell, which holds nothing personal, and the files that draw the code. For
// every other page it keeps one that says that there is no network.
const SHELF = "huika-offline-2";
const PAGE = "/offline.html";
const CODE = "/code/offline";
const FILES = [PAGE, "/offline.css", "/favicon.svg"];
// Somebody stands at a till: longer than this nobody waits for a bad network.
const PATIENCE_MS = 3000;

self.addEventListener("install", (event) => {
  const kept = caches.open(SHELF).then((shelf) => shelf.addAll(FILES));
  event.waitUntil(kept.then(keepCode).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidy = caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.registration.navigationPreload?.enable()).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  const ours = FILES.includes(pathname) || pathname.startsWith("/pkg/");
  if (origin === self.location.origin && ours && mode !== "navigate") {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(event.request)));
  }
  // Forms and the way to a cashier are left to the browser alone.
  if (mode !== "navigate" || method !== "GET" || pathname.endsWith("/pay")) return;
  event.respondWith(pathname === "/code" ? code(event) : page(event));
});

async function asked(event) {
  return (await event.preloadResponse) ?? (await fetch(event.request));
}

async function page(event) {
  try {
    return await asked(event);
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

async function code(event) {
  const answer = asked(event).catch(() => undefined);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([answer, late]);
  if (first) {
    if (first.ok) event.waitUntil(keepCode());
    return first;
  }
  return (await caches.match(CODE)) ?? (await answer) ?? (await caches.match(PAGE)) ?? Response.error();
}

// The names of the files change with every version, so they are read from the shell; those of older versions go.
async function keepCode() {
  try {
    const shell = await fetch(CODE);
    if (!shell.ok) return;
    const files = [...new Set((await shell.clone().text()).match(/\/pkg\/[\w.-]+/g))];
    const shelf = await caches.open(SHELF);
    await Promise.all(files.map(async (file) => (await shelf.match(file)) ?? shelf.add(file)));
    await shelf.put(CODE, shell);
    for (const { url } of await shelf.keys()) {
      const { pathname } = new URL(url);
      if (pathname.startsWith("/pkg/") && !files.includes(pathname)) await shelf.delete(pathname);
    }
  } catch {
    // Without a network what was kept before stays.
  }
}
