for (const place of document.querySelectorAll("[data-left]")) {
  const end = performance.now() + place.dataset.left * 1000;
  // The button of a form that is refused until then; other pages are asked for again.
  const button = "waits" in place.dataset ? place.closest("form").querySelector("button") : null;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (button) button.disabled = left > 0;
    if (button && left <= 0) return place.remove();
    if (left < 0) return location.reload();
    place.textContent = place.dataset.words.replace("{n}", left);
    setTimeout(tick, 500);
  };
  tick();
}
