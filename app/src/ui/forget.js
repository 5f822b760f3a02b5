try {
  localStorage.clear();
  indexedDB.deleteDatabase("huika");
  caches.keys().then((names) => names.forEach((name) => caches.delete(name)));
} catch {}
