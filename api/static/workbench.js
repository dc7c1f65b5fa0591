// Checks the text of the workbench as one types, in an editor that shows complaints at their lines. The page does without.
import { EditorState, EditorView, HighlightStyle, defaultKeymap, drawSelection, highlightActiveLine, history,
         historyKeymap, indentOnInput, lineNumbers, lintGutter, keymap, setDiagnostics, syntaxHighlighting, tags,
         yaml } from "/static/codemirror.js";

const main = document.querySelector("main.workbench"), form = document.getElementById("bench");
const area = document.getElementById("text"), status = document.getElementById("status");
const list = document.getElementById("complaints"), words = main.dataset;
const PAUSE = 900, APART = 2500, MOST_SHOWN = 60, MOST = Number(words.most);

// The styles of the editor come in by its own root, as sheets made by script, which a strict policy lets pass.
const host = document.getElementById("editor");
const root = host.attachShadow({ mode: "open" });
const look = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: ".9rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", minHeight: "24rem", maxHeight: "70vh" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-soft)", borderInlineEnd: "1px solid var(--line)" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--sunken)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--water-2)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--late) 2px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--owed) 2px" },
  ".cm-lint-marker": { width: "1em", height: "auto", fontWeight: "700" },
  ".cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info": { content: "normal" },
  ".cm-lint-marker-error:before": { content: "'✕'", color: "var(--late)" },
  ".cm-lint-marker-warning:before": { content: "'!'", color: "var(--owed)" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", font: "var(--size-s)/1.45 var(--font)", maxWidth: "36rem" },
});
const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--water-4)", fontWeight: "600" },
  { tag: [tags.string, tags.content], color: "inherit" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-soft)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.bool, tags.number, tags.typeName], color: "var(--waived)" },
]);
const editor = new EditorView({
  root, parent: root,
  state: EditorState.create({
    doc: area.value,
    extensions: [
      lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), indentOnInput(), yaml(), look,
      syntaxHighlighting(colours), keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ "aria-label": document.getElementById("text-l").textContent, lang: "en", spellcheck: "false", tabindex: "0" }),
      EditorView.updateListener.of((update) => { if (update.docChanged) typed(); }),
    ],
  }),
});
host.hidden = false;
area.hidden = true;
document.getElementById("text-l").addEventListener("click", () => editor.focus());
document.getElementById("text-h").append(` ${words.keys}`);

let timer = 0, last = 0, asking = null;
const text = () => editor.state.doc.toString();
const say = (told) => { if (status.textContent !== told) status.textContent = told; };

function typed() {
  area.value = text();
  later(PAUSE);
  markStale();
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(check, Math.max(pause, last + APART - Date.now()));
}

async function check() {
  asking?.abort();
  const mine = asking = new AbortController(), sent = text();
  last = Date.now();
  if (!sent.trim()) return show([]), say("");
  if (new TextEncoder().encode(sent).length > MOST) return say(words.large);
  say(words.checking);
  try {
    const answer = await fetch("/v1/methods/check", {
      method: "POST", headers: { "Content-Type": "application/yaml" }, body: sent, signal: mine.signal, redirect: "manual",
    });
    if (answer.status === 429 || answer.status === 503) return wait(Number(answer.headers.get("Retry-After")) || 5);
    if (answer.type === "opaqueredirect" || answer.status === 401) return say(words.out);
    const told = await answer.json();
    if (!answer.ok) return say(told.detail ?? words.offline);
    if (sent === text()) show(told.diagnostics);
  } catch (error) {
    if (error.name !== "AbortError") say(words.offline);
  }
}

function wait(seconds) {
  say(words.busy.replace("%seconds", seconds));
  later(seconds * 1000);
}

// Places come as lines and columns from 1, columns in characters; the editor counts in UTF-16 from the beginning.
function span(one) {
  const doc = editor.state.doc, line = doc.line(Math.min(Math.max(one.line, 1), doc.lines));
  const before = [...line.text].slice(0, one.column - 1).join("").length;
  const rest = line.text.slice(before), word = /^[\p{L}\p{N}_-]+|^./u.exec(rest)?.[0].length ?? 0;
  return { from: line.from + before, to: line.from + before + word };
}

function show(found) {
  const sorted = [...found].sort((a, b) => a.line - b.line || a.column - b.column);
  editor.dispatch(setDiagnostics(editor.state, sorted.map((one) => ({ ...span(one), severity: one.severity, message: one.message }))));
  const errors = sorted.filter((one) => one.severity === "error").length, number = errors || sorted.length;
  const kind = errors ? "error" : "warning";
  say(number ? words[number === 1 ? kind : `${kind}s`].replace("%number", number) : words.clean);
  list.replaceChildren(...sorted.slice(0, MOST_SHOWN).map(complaint));
}

function complaint(one) {
  const item = document.createElement("li"), place = document.createElement("p"), told = document.createElement("p");
  const kind = document.createElement("strong"), go = document.createElement("button"), code = document.createElement("span");
  item.dataset.severity = one.severity;
  place.className = "place";
  kind.textContent = one.severity === "error" ? words.isError : words.isWarning;
  go.type = "button";
  go.textContent = words.place.replace("%line", one.line).replace("%column", one.column);
  go.addEventListener("click", () => {
    const { from, to } = span(one);
    editor.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    editor.focus();
  });
  told.lang = "en";
  code.className = "small soft";
  code.textContent = ` [${one.code}]`;
  told.append(one.message, code);
  place.append(kind, go);
  item.append(place, told);
  return item;
}

function markStale() {
  const results = document.getElementById("results");
  if (!results.firstElementChild || results.querySelector("#stale")) return;
  const note = document.createElement("p");
  note.id = "stale";
  note.className = "notice";
  note.textContent = words.stale;
  results.prepend(note);
}

// What the buttons ask for is put beside the text, which stays as it is, with its undoing. To publish leads elsewhere.
form.addEventListener("submit", async (event) => {
  area.value = text();
  const button = event.submitter;
  if (!button || button.value === "publish") return;
  event.preventDefault();
  clearTimeout(timer);
  const body = new FormData(form, button);
  say(button.value === "runs" ? words.runs : words.waiting);
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, redirect: "manual" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("results");
    if (!fresh) return say(answer.status === 401 ? words.out : words.offline);
    document.getElementById("results").replaceWith(document.adoptNode(fresh));
    const told = page.getElementById("scenario").value;
    if (told) [document.getElementById("scenario").value, document.getElementById("scenario-more").open] = [told, true];
    document.getElementById("scenario_file").value = "";
    document.querySelectorAll("#story .stage__steps").forEach(player);
    if (button.value !== "check") document.getElementById("results").scrollIntoView({ block: "start" });
    const fault = page.querySelector("[role=alert]");
    if (fault) return say(fault.textContent.trim());
    say("");
    check();
  } catch {
    say(words.offline);
  } finally {
    button.disabled = false;
  }
});

// A story is gone through one step at a time; without script all its steps are there.
function player(steps) {
  const all = [...steps.children], bar = document.createElement("div"), place = document.createElement("output");
  const made = (name, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = steps.dataset[name];
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") act();
      draw();
    });
    return button;
  };
  let at = 0, isSingle = true;
  const before = made("before", () => { at -= 1; }), after = made("after", () => { at += 1; });
  const whole = made("all", () => { isSingle = !isSingle; });
  const draw = () => {
    all.forEach((step, number) => { step.hidden = isSingle && number !== at; });
    before.hidden = after.hidden = place.hidden = !isSingle;
    [before, after].forEach((one, number) => one.setAttribute("aria-disabled", String(at === (number ? all.length - 1 : 0))));
    place.textContent = steps.dataset.at.replace("%number", at).replace("%of", all.length - 1);
    whole.textContent = isSingle ? steps.dataset.all : steps.dataset.one;
  };
  if (all.length < 2) return;
  bar.className = "player";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", steps.dataset.label);
  bar.lang = document.documentElement.lang;
  bar.append(before, place, after, whole);
  steps.before(bar);
  draw();
}

function fileButtons() {
  const open = document.createElement("label"), input = document.getElementById("text_file");
  document.getElementById("file-field").remove();
  open.className = "button";
  open.textContent = words.upload;
  input.removeAttribute("name");
  input.removeAttribute("aria-describedby");
  input.className = "visually-hidden";
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    if (file.size > MOST) return say(words.large);
    const told = await file.text();
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: told } });
    input.value = "";
  });
  open.append(input);
  const save = document.createElement("button");
  save.type = "button";
  save.className = "button";
  save.textContent = words.download;
  save.addEventListener("click", () => {
    const link = document.createElement("a"), name = /^method: *([a-z0-9-]+)/m.exec(text())?.[1] ?? "method";
    link.href = URL.createObjectURL(new Blob([text()], { type: "application/yaml" }));
    link.download = `${name}.yaml`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  document.getElementById("files").append(open, save);
}

fileButtons();
document.querySelectorAll("#story .stage__steps").forEach(player);
if (!list.firstElementChild) later(0);
