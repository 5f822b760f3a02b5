(() => {
  const asked = document.getElementById("asked");
  if (!asked || !window.EventSource) return;
  const stream = new EventSource("/events?asked=" + asked.dataset.token);
  stream.addEventListener("asked", (event) => {
    const [token, text] = event.data.split("\n");
    if (token === asked.dataset.token) return;
    if (location.pathname === "/approve") return location.replace("/approve");
    asked.dataset.token = token;
    asked.querySelector("span").textContent = text;
    asked.hidden = !token;
  });
  addEventListener("submit", () => stream.close());
  stream.addEventListener("over", () => location.replace("/signed-out"));
})();
