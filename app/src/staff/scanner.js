(() => {
  const KEPT = "huika-scan";
  const FAST_MS = 150;
  const SLOW_MS = 3000;
  const ECHO_MS = 1000;
  const SILENCE_MS = 300;
  const FIELDS = "input:not([type=radio],[type=checkbox],[type=submit],[type=button]),textarea,select";
  let keys = "";
  // What came before a pause in the middle: a busy machine may pause as long as people do.
  let earlier = "";
  let last = 0;
  let fast = true;
  let resumed = false;
  let grace = false;
  let before;
  let sent = "";
  let sentAt = 0;
  let timer;

  const place = (id) => document.getElementById(id);
  const clock = () => performance.timeOrigin + performance.now();
  const focused = () => (document.activeElement?.matches(FIELDS) ? document.activeElement : undefined);
  const digits = () => keys.replace(/\D/g, "").length;
  const isWhole = (text) => /^(?:\][a-z]\w)?(?:\d{16}|\d{20})$/i.test(text);
  const isPay = (text) => /^(?:\][a-z]\w)?(?:1[0-5]\d{16}|(?:2[5-9]|30)\d{14,22})$/i.test(text);
  const forget = () => {
    keys = earlier = "";
    fast = true;
    resumed = false;
    before = undefined;
    clearTimeout(timer);
  };
  const say = (words) => {
    const note = place("scan-note");
    note.textContent = note.dataset[words];
    note.hidden = false;
  };
  const swallow = (event) => {
    event?.preventDefault();
    event?.stopImmediatePropagation();
  };
  const signOf = ({ altKey, code, ctrlKey, key, metaKey }) => {
    if (altKey || ctrlKey || metaKey) return "";
    return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? (key.length === 1 ? key : "");
  };

  const open = (now) => {
    // A page that takes scans itself says so.
    const form = document.querySelector("form[data-scan-here]") ?? place("scan-anywhere");
    const field = place("scanned");
    // A busy machine pauses in the middle of a scan; the field it went into still has all of it.
    const all = field && focused() === field ? field.value : keys;
    const text = isWhole(all) || !isWhole(keys) ? all : keys;
    if (before && before.target !== field) before.target.value = before.value;
    forget();
    // A wallet's code, on a page that waits for one.
    const pay = document.querySelector("[data-scan=pay]");
    if (pay && isPay(text)) {
      pay.value = text;
      const button = pay.form.querySelector("[value=code]");
      return pay.form.requestSubmit(button ?? undefined);
    }
    if (!form) return say("held");
    if (text === sent && now - sentAt < ECHO_MS) return;
    if (field) field.value = text;
    [sent, sentAt] = [text, now];
    form.elements.scanned.value = text;
    form.requestSubmit();
  };

  const finish = (event, now) => {
    const target = focused();
    const late = now - last > (target ? FAST_MS : SLOW_MS);
    if (!keys || late) {
      forget();
      if (now - sentAt < ECHO_MS) swallow(event);
      return;
    }
    if (/^(?:\][a-z]\w)?\d{20}$/i.test(earlier + keys)) keys = earlier + keys;
    const takes = target?.dataset.scan;
    const takesCards = (takes === "cards" && digits() < 20) || (takes === "pay" && isPay(keys));
    if (digits() >= 16 && !takesCards && (fast || !(target || event?.key === "Tab"))) {
      swallow(event);
      return open(now);
    }
    if (fast && keys.length > 1 && (!target || resumed)) {
      swallow(event);
      if (before) before.target.value = before.target.id === "scanned" ? "" : before.value;
      say("partial");
    } else if (takesCards) sentAt = now;
    forget();
  };

  const waitForSilence = () => {
    clearTimeout(timer);
    if (fast && digits() >= 20) timer = setTimeout(() => finish(undefined, last), SILENCE_MS);
  };

  const typed = (event) => {
    const now = performance.timeOrigin + event.timeStamp;
    const ends = ["Enter", "Tab"].includes(event.key) || (event.ctrlKey && ["KeyJ", "KeyM"].includes(event.code));
    if (ends) return finish(event, now);
    const sign = signOf(event);
    if (!sign) {
      if (["Backspace", "Delete", "Escape"].includes(event.key)) forget();
      return;
    }
    if (!focused()) place("scanned")?.focus();
    const target = focused();
    // A browser takes no keys for a moment while it changes pages.
    const gap = grace ? Math.min(now - last, FAST_MS) : now - last;
    grace = false;
    if (event.repeat || gap > (target ? FAST_MS : SLOW_MS)) {
      const [part, was] = !event.repeat && gap <= SLOW_MS ? [earlier + keys, before] : ["", undefined];
      forget();
      [earlier, before] = [part.slice(-40), was];
    }
    if (keys && gap > FAST_MS) fast = false;
    if (target && before?.target !== target) before = { target, value: target.value };
    keys += sign;
    last = now;
    waitForSilence();
  };
  addEventListener("keydown", typed, true);

  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ keys, last, fast, sentAt }));
    } catch {}
  });
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    if (kept) ({ sentAt } = kept);
    if (kept?.keys && clock() - kept.last < SLOW_MS) {
      ({ keys, last, fast } = kept);
      resumed = grace = true;
    }
  } catch {}
  addEventListener("DOMContentLoaded", () => {
    const field = place("scanned");
    waitForSilence();
    if (!keys || !field || field.value) return;
    field.value = keys;
    field.focus();
  });
})();
