(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const refusals = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "exists" };
  const answer = async (form) => {
    const asked = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!asked.ok) return location.reload();
    const said = await asked.json();
    if (said.startsWith("/")) return location.replace(said);
    const { publicKey } = JSON.parse(said);
    publicKey.challenge = bytes(publicKey.challenge);
    for (const key of publicKey.allowCredentials ?? publicKey.excludeCredentials ?? []) key.id = bytes(key.id);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    const key = await navigator.credentials[publicKey.user ? "create" : "get"]({ publicKey });
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      response[part] = key.response[part] ? text(key.response[part]) : null;
    }
    form.elements.namedItem("signed").value = JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
    form.submit();
  };
  const able = !!window.PublicKeyCredential;
  for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = able;
  for (const form of able ? document.querySelectorAll("[data-passkey]") : []) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      if (button.disabled) return;
      button.disabled = true;
      answer(form).catch((error) => {
        const { page } = form.dataset;
        location.replace(`${page}${page.includes("?") ? "&" : "?"}error=passkey-${refusals[error.name] ?? "failed"}`);
      });
    });
  }
})();
