for (const place of document.querySelectorAll("[data-follow]")) {
  const again = () => location.reload();
  const follow = () => {
    new EventSource(place.dataset.follow).onmessage = again;
    return new Promise(() => {});
  };
  const turn = (lock) => (lock ? follow() : void setTimeout(again, 3000));
  if (navigator.locks) navigator.locks.request("huika-follow", { ifAvailable: true }, turn);
  else follow();
}
