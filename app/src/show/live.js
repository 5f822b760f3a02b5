(() => {
  const asked = document.getElementById("asked");
  if (!asked || !window.EventSource) return;
  const name = `huika-${asked.dataset.stream}`;
  const MOST = 50;
  const AGAIN_MS = 5000;
  const HELD_MS = 8000;
  const channel = navigator.locks && window.BroadcastChannel ? new BroadcastChannel(name) : undefined;
  let stream;
  let since;
  let news = [];
  let question;
  let waiting;
  let release;
  let seen;
  let leaving = false;
  let brief = "";

  const known = () => {
    const after = document.querySelector("[data-after]")?.dataset.after;
    return seen ?? (after === undefined ? undefined : Number(after));
  };
  const showQuestion = (data) => {
    const [token, text] = data.split("\n");
    if (token === asked.dataset.token) return;
    if (location.pathname === "/approve") return location.replace("/approve");
    asked.dataset.token = token;
    asked.querySelector("span").textContent = text;
    asked.hidden = !token;
  };
  const show = ({ over, asked, movement, id }) => {
    if (over && !leaving) location.replace("/signed-out");
    if (asked !== undefined) showQuestion(asked);
    if (movement === undefined || seen === undefined || id <= seen) return;
    seen = id;
    document.dispatchEvent(new MessageEvent("movement", { data: movement }));
  };
  const tell = (message) => {
    channel?.postMessage(message);
    show(message);
  };
  const hush = () => {
    stream?.close();
    stream = undefined;
  };
  const over = () => {
    hush();
    tell({ over: true });
  };
  const listen = (after) => {
    hush();
    [since, news, question] = [after, [], undefined];
    const mine = new EventSource(`/events?hello&asked=%3F${brief}${after === undefined ? "" : `&after=${after}`}`);
    stream = mine;
    // A proxy between that holds streams back delivers one when it ends.
    const held = setTimeout(() => {
      brief = "&brief";
      if (stream === mine) listen(news.at(-1)?.id ?? since);
    }, HELD_MS);
    mine.addEventListener("hello", () => clearTimeout(held));
    if (brief) clearTimeout(held);
    mine.onmessage = ({ lastEventId, data }) => {
      const message = { id: Number(lastEventId), movement: data };
      news.push(message);
      if (news.length > MOST) since = news.shift().id;
      tell(message);
    };
    mine.addEventListener("asked", ({ data }) => {
      question = data;
      tell({ asked: data });
    });
    mine.addEventListener("over", over);
    mine.onerror = async () => {
      if (mine.readyState !== EventSource.CLOSED) return;
      const answer = await fetch("/events", { method: "HEAD" }).catch(() => undefined);
      if (stream !== mine) return;
      if (answer?.status === 401) return over();
      setTimeout(() => stream === mine && listen(news.at(-1)?.id ?? since), AGAIN_MS);
    };
  };
  const tellAgain = (after) => {
    if (question !== undefined) tell({ asked: question });
    if (after === undefined) return;
    if (since === undefined || since > after) return listen(after);
    for (const message of news) if (message.id > after) tell(message);
  };
  const hello = () => (stream ? tellAgain(known()) : channel?.postMessage({ hello: true, after: known() }));
  const turn = () => {
    if (document.visibilityState !== "visible") {
      waiting?.abort();
      release?.();
      waiting = release = undefined;
      return hush();
    }
    if (stream || waiting) return;
    if (!channel) return listen(known());
    hello();
    waiting = new AbortController();
    const lead = () =>
      new Promise((done) => {
        release = done;
        listen(known());
      });
    navigator.locks.request(name, { signal: waiting.signal }, lead).catch(() => {});
  };

  if (channel) channel.onmessage = ({ data }) => (data.hello ? stream && tellAgain(data.after) : show(data));
  addEventListener("submit", () => {
    leaving = true;
  });
  // Not at once: the island that asks is being woken.
  const wanted = () => {
    seen = known();
    hello();
  };
  document.addEventListener("movement-wanted", () => setTimeout(wanted));
  document.addEventListener("visibilitychange", turn);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", turn);
  else turn();
})();
