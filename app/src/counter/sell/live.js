// Sends the bill's forms without a reload, and again with the same key for as long as the line is down: what was typed stays, and nothing is done twice.
(() => {
  if (window.huikaSell) return;
  window.huikaSell = true;
  const AGAIN_MS = 1500;
  const isOurs = (form) => form instanceof HTMLFormElement && form.dataset.live !== undefined;
  const warn = (down) => {
    const note = document.getElementById("sell-offline");
    if (note) note.hidden = !down;
  };
  let busy = false;
  const show = (html, address) => {
    const next = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    const here = document.querySelector("main");
    if (!next?.querySelector(".sell") || !here) return location.assign(address);
    here.replaceWith(next);
    history.replaceState(null, "", address);
    (next.querySelector("[autofocus]") ?? next.querySelector("#scanned"))?.focus();
  };
  const send = async (form, button) => {
    if (busy) return;
    busy = true;
    document.body.setAttribute("aria-busy", "true");
    const body = new URLSearchParams(new FormData(form, button));
    for (;;) {
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
        warn(false);
        busy = false;
        document.body.removeAttribute("aria-busy");
        if (!new URL(answer.url).pathname.startsWith("/counter/sell/")) return location.assign(answer.url);
        return show(await answer.text(), answer.url);
      } catch {
        warn(true);
        await new Promise((later) => setTimeout(later, AGAIN_MS));
      }
    }
  };
  addEventListener("submit", (event) => {
    if (!isOurs(event.target)) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  addEventListener("change", (event) => {
    if (event.target.dataset?.now !== undefined && isOurs(event.target.form)) send(event.target.form);
  });
  addEventListener("offline", () => warn(true));
  addEventListener("online", () => warn(busy));
})();
