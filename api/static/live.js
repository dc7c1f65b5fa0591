// Renews the page of a process when something changed that its reader may know of. The page does without it.
// It never touches a part in which somebody types, has something open or has the focus, and moves no focus.
(() => {
  "use strict";
  const main = document.querySelector("main[data-live]");
  const word = document.getElementById("live");
  if (!main || !word || !window.fetch || !window.DOMParser) return;

  const EVERY = 8000, SLOWEST = 120000, LEFT_ALONE = 30 * 60 * 1000;
  const had = new Map([...main.querySelectorAll("[data-part]")].map((one) => [one.id, one.outerHTML]));
  let etag = main.dataset.etag, pause = EVERY, touched = Date.now(), timer = 0, asking = false;
  const typed = new Set();

  const partOf = (node) => node instanceof Element ? node.closest("[data-part]") : null;
  const say = (text, what = "") => {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    word.textContent = text.replace("%time", () => time).replace("%what", () => what);
  };
  const isInUse = (part) =>
    typed.has(part.id) || part.contains(document.activeElement) || part.querySelector("details[open]") !== null;

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const part = partOf(event.target);
      if (part) typed.add(part.id);
    });
  }
  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(kind, () => { touched = Date.now(); wake(); }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { pause = EVERY; wake(); } });

  const stop = (text) => { clearTimeout(timer); timer = -1; say(text); };
  const wake = () => { if (timer === 0) timer = setTimeout(ask, pause); };

  // Whoever is away, or looks elsewhere, is not kept signed in by his page.
  const isAway = () => document.hidden || Date.now() - touched > LEFT_ALONE;

  async function ask() {
    timer = 0;
    if (asking || isAway()) return;
    asking = true;
    try {
      const answer = await fetch(location.pathname + location.search, {
        headers: { "If-None-Match": etag, Accept: "text/html" }, cache: "no-store", redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return stop(main.dataset.out);
      pause = answer.status === 304 || answer.ok ? EVERY : Math.min(pause * 2, SLOWEST);
      if (answer.status === 200) renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      pause = Math.min(pause * 2, SLOWEST);
    } finally {
      asking = false;
    }
    if (timer === 0) wake();
  }

  function renew(page) {
    const fresh = page.querySelector("main[data-live]");
    if (!fresh) return stop(main.dataset.stopped);
    const changed = [], kept = [];
    const order = [...fresh.querySelectorAll("[data-part]")];
    const isAlike = order.every((one) => had.has(one.id)) && order.length === had.size;
    for (const one of order) {
      const here = document.getElementById(one.id);
      if (!here || had.get(one.id) === one.outerHTML) continue;
      const isSaid = here.textContent.replace(/\s+/g, " ") !== one.textContent.replace(/\s+/g, " ");
      if (isInUse(here)) {
        if (isSaid) kept.push(one.dataset.part);
        continue;
      }
      had.set(one.id, one.outerHTML);
      here.replaceWith(document.adoptNode(one));
      if (isSaid) changed.push(one.dataset.part);
    }
    if (!isAlike && typed.size === 0 && !main.contains(document.activeElement) && !main.querySelector("details[open]")) {
      return location.reload();
    }
    if (!isAlike) return stop(main.dataset.stopped);
    if (kept.length === 0) etag = fresh.dataset.etag;
    if (kept.length > 0) say(main.dataset.kept, kept.join(", "));
    else if (changed.length > 0) say(main.dataset.new, changed.join(", "));
  }

  wake();
})();
