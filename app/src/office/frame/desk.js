// "/" goes to the search box, Escape and a press elsewhere close an open menu. Without this script the same is a Tab and a press away.
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("details.drop[open], details.menu[open], details.choose[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.firstElementChild.focus();
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("search");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.drop[open], details.menu[open], details.choose[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
