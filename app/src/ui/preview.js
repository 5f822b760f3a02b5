// An editor's side shows what the form would do: after each change the page is asked for with what the form holds, and the side of the
// answer takes the place of this one. Without this script a button does the same with the whole page.
for (const editor of document.querySelectorAll(".editor[data-preview]:not(.live)")) {
  const form = editor.querySelector("form");
  const side = editor.querySelector(".side");
  let waiting;
  let latest = 0;
  const refresh = async () => {
    const mine = ++latest;
    side.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${editor.dataset.preview}?${new URLSearchParams(new FormData(form))}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(editor.id)?.querySelector(".side");
      if (mine === latest && answer.ok && fresh) side.replaceChildren(...fresh.childNodes);
    } catch {
      // The side stays as it was; the form says what is wrong when it is sent.
    }
    if (mine === latest) side.removeAttribute("aria-busy");
  };
  editor.classList.add("live");
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 300);
  });
}
