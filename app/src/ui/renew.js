// A page that the browser brings back as it was left shows what was true then: it is asked for again, and what was typed into it and not
// saved is put back. PINs, passwords and codes are not. What is put back waits in this tab only, until the next page of ours is there.
// What was refused and stands in the field that one types into next is marked, so that a scan or another word replaces it.
(() => {
  document.querySelector("input[autofocus][value]")?.select();
  const shelf = "huika-typed";
  const here = location.pathname + location.search;
  const picks = (field) => field.type === "checkbox" || field.type === "radio";
  const secret = (field) => ["password", "hidden"].includes(field.type) || field.autocomplete === "one-time-code";
  const changed = (field) =>
    field.options
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : picks(field)
        ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue;
  const fields = (form) => [...form.elements].filter((field) => field.name && "value" in field && field.type !== "submit" && !secret(field));
  const forms = () => [...document.forms].map((form) => [form, form.getAttribute("action")]);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    const typed = forms().flatMap(([form, action], number) =>
      fields(form)
        .filter(changed)
        .map((field) => ({ number, action, name: field.name, value: field.value, checked: field.checked })),
    );
    try {
      if (typed.length) sessionStorage.setItem(shelf, JSON.stringify({ here, typed }));
    } catch {}
    location.reload();
  });
  try {
    const kept = JSON.parse(sessionStorage.getItem(shelf));
    sessionStorage.removeItem(shelf);
    if (kept?.here !== here) return;
    const now = forms();
    for (const { number, action, name, value, checked } of kept.typed) {
      const [form, target] = now[number] ?? [];
      if (target !== action) continue;
      for (const field of fields(form).filter((field) => field.name === name)) {
        if (!picks(field)) field.value = value;
        else if (field.value === value) field.checked = checked;
      }
    }
  } catch {}
})();
