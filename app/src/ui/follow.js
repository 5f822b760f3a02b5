for (const place of document.querySelectorAll("[data-follow]")) {
  const stream = new EventSource(place.dataset.follow);
  stream.onmessage = () => location.reload();
}
