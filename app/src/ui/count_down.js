for (const place of document.querySelectorAll("[data-left]")) {
  const end = performance.now() + place.dataset.left * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left < 0) return location.reload();
    place.textContent = place.dataset.words.replace("{n}", left);
    setTimeout(tick, 500);
  };
  tick();
}
