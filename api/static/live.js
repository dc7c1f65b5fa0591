// Renews the page of a process when something changed that its reader may know of. The page does without it.
// It never touches a part in which somebody types, has something open or has the focus, and moves no focus.
(() => {
  "use strict";
  const main = document.querySelector("main[data-live]");
  const word = document.getElementById("live");
  if (!main || !word || !window.fetch || !window.DOMParser) return;

  const EVERY = 8000, WHILE_TOLD = 60000, SLOWEST = 120000, LEFT_ALONE = 30 * 60 * 1000, HIDDEN_FOR = 20000;
  const had = new Map([...main.querySelectorAll("[data-part]")].map((one) => [one.id, one.outerHTML]));
  let etag = main.dataset.etag, pause = EVERY, touched = Date.now(), timer = 0, asking = false;
  let stream = null, since = main.dataset.since, opening = 0, hiding = 0, refused = 0, isTold = false, isBehind = false;
  const typed = new Set(), waiting = new Set();

  const partOf = (node) => node instanceof Element ? node.closest("[data-part]") : null;
  const say = (text, what = "") => {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const told = text.replace("%time", () => time).replace("%what", () => what);
    if (word.textContent !== told) word.textContent = told;
  };
  const bare = (part) => part.textContent.replace(/\s+/g, " ");
  const isInUse = (part) =>
    typed.has(part.id) || part.contains(document.activeElement) || part.querySelector("details[open]") !== null;

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const part = partOf(event.target);
      if (part) typed.add(part.id);
    });
  }
  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(kind, () => { touched = Date.now(); wake(); listen(); }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) { hiding = setTimeout(hush, HIDDEN_FOR); return; }
    pause = EVERY;
    wake();
    listen();
  });
  addEventListener("pagehide", () => hush());

  const stop = (text) => { clearTimeout(timer); timer = -1; hush(); say(text); };
  const wake = () => { if (timer === 0) timer = setTimeout(ask, isTold ? Math.max(pause, WHILE_TOLD) : pause); };

  // Whoever is away, or looks elsewhere, is not kept signed in by his page.
  const isAway = () => document.hidden || Date.now() - touched > LEFT_ALONE;

  // The stream only says that something happened; what did is asked for as ever, and is the page's own.
  function listen() {
    if (!since || !window.EventSource || stream || opening || timer === -1 || isAway()) return;
    const query = new URLSearchParams({ since });
    const seat = new URLSearchParams(location.search).get("seat");
    if (seat) query.set("seat", seat);
    stream = new EventSource(`${main.dataset.stream}?${query}`);
    stream.onopen = () => { isTold = true; };
    stream.onmessage = (event) => { since = event.lastEventId || since; refused = 0; askSoon(); };
    stream.addEventListener("ended", () => { since = ""; hush(); askSoon(); });
    stream.onerror = () => {
      hush();
      refused += 1;
      // Each comes back in a moment of its own, so that a server that starts again is not asked by all at once.
      const wait = Math.min(2000 * 2 ** Math.min(refused, 6), SLOWEST) * (0.5 + Math.random());
      opening = setTimeout(() => { opening = 0; listen(); }, wait);
    };
  }

  function hush() {
    clearTimeout(opening);
    stream?.close();
    stream = null;
    opening = 0;
    if (!isTold) return;
    isTold = false;
    if (timer > 0) { clearTimeout(timer); timer = 0; wake(); }
  }

  function askSoon() {
    if (timer === -1) return;
    if (asking) { isBehind = true; return; }
    clearTimeout(timer);
    timer = setTimeout(ask, Math.random() * 100);
  }

  async function ask() {
    timer = 0;
    if (isAway()) return hush();
    if (asking) return;
    asking = true;
    const isLate = [...waiting].some((id) => { const one = document.getElementById(id); return one && !isInUse(one); });
    try {
      const answer = await fetch(location.pathname + location.search, {
        headers: { ...(isLate ? {} : { "If-None-Match": etag }), Accept: "text/html" }, cache: "no-store", redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return stop(main.dataset.out);
      pause = answer.status === 304 || answer.ok ? EVERY : Math.min(pause * 2, SLOWEST);
      if (answer.status === 200) renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      pause = Math.min(pause * 2, SLOWEST);
    } finally {
      asking = false;
    }
    if (isBehind) { isBehind = false; askSoon(); }
    if (timer === 0) wake();
  }

  function renew(page) {
    const fresh = page.querySelector("main[data-live]");
    if (!fresh) return stop(main.dataset.stopped);
    const changed = [], kept = [], parts = [...fresh.querySelectorAll("[data-part]")];
    const gone = [...had.keys()].filter((id) => !parts.some((one) => one.id === id));
    for (const id of gone) {
      const here = document.getElementById(id);
      if (here && isInUse(here)) kept.push(here.dataset.part);
      else { here?.remove(); had.delete(id); }
    }
    for (const one of parts) {
      const here = document.getElementById(one.id), told = one.outerHTML;
      if (had.get(one.id) === told) continue;
      const isSaid = !here || bare(here) !== bare(one);
      if (here && isInUse(here)) {
        if (isSaid) kept.push(one.dataset.part);
        waiting.add(one.id);
        continue;
      }
      had.set(one.id, told);
      waiting.delete(one.id);
      if (here) here.replaceWith(document.adoptNode(one.cloneNode(true)));
      else insert(one, fresh);
      if (isSaid) changed.push(one.dataset.part);
    }
    etag = fresh.dataset.etag;
    if (kept.length > 0) say(main.dataset.kept, kept.join(", "));
    else if (changed.length > 0) say(main.dataset.new, changed.join(", "));
  }

  // Puts a part that was not there before behind the one that it stands behind, or first in its column.
  function insert(one, fresh) {
    const copy = document.adoptNode(one.cloneNode(true));
    let before = one.previousElementSibling;
    while (before && !(before.id && document.getElementById(before.id))) before = before.previousElementSibling;
    if (before) return document.getElementById(before.id).after(copy);
    const column = [...fresh.querySelectorAll(".stack")].indexOf(one.parentElement);
    (main.querySelectorAll(".stack")[column] ?? main).prepend(copy);
  }

  wake();
  listen();
})();
