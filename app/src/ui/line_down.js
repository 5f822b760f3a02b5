// Says at once that the line is down, and holds back what would be sent into nothing: what was typed stays on the page.
(() => {
  const note = document.getElementById("line-down");
  // The selling page sends again by itself.
  if (!note || document.getElementById("sell-offline")) return;
  const tell = () => {
    note.setAttribute("role", "alert");
    note.hidden = navigator.onLine;
  };
  const hold = (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    tell();
    note.scrollIntoView({ block: "nearest" });
  };
  addEventListener("offline", tell);
  addEventListener("online", tell);
  addEventListener("submit", hold, true);
  addEventListener("click", (event) => event.target.closest?.("a[href]") && hold(event), true);
  tell();
})();
