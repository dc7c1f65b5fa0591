"""Opens an address in the browser and says all that is not as it should be.

What ran, what was asked for elsewhere, what the policy had to stop, and what stands in the page that is none of ours.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from playwright.sync_api import Error

from tests.pages.vectors import Vector, marks_in
from tests.pages.vocabulary import spelt_out

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Request, Response

    from tests.pages.elsewhere import Elsewhere

USUAL = (
    "Failed to load resource: the server responded with a status of",  # the page that was asked for is a refusal
    "The specified value",  # of a number, say, cannot be read as one: we typed it there
)
STOPPED = ("error: Executing inline script violates", "error: Blocked script execution")
SAVED = "Download is starting"
NOTHING = "net::ERR_ABORTED"
SVG = "image/svg+xml"
HTML = "text/html"
STREAM = "text/event-stream"
BEAT = 300
STRUCTURE = """() => {
  const elements = new Set(), links = [], texts = [document.documentElement.textContent]
  const leads = new Set(['href', 'src', 'action', 'formaction', 'data', 'srcset', 'poster', 'background', 'ping'])
  const walk = root => {
    for (const one of root.querySelectorAll('*')) {
      elements.add(one.localName)
      for (const {localName, value} of one.attributes) {
        elements.add(one.localName + ' ' + localName)
        if (leads.has(localName)) links.push(value); else texts.push(value)
      }
      if (one.localName == 'input') texts.push(one.value)
      if (one instanceof HTMLTemplateElement) walk(one.content)
      if (one.shadowRoot) walk(one.shadowRoot)
    }
  }
  walk(document)
  return {elements: [...elements], links, text: texts.join('\\n')}
}"""
AS_TEXT = """() => {
  for (const one of document.forms) one.noValidate = true
  for (const one of document.querySelectorAll('input:not([type=hidden]):not([type=password])')) one.type = 'text'
}"""
SEALED = """() => {
  const script = document.createElementNS('http://www.w3.org/1999/xhtml', 'script')
  script.textContent = 'globalThis.sluisRan = true'
  document.documentElement.append(script)
  script.remove()
  return !globalThis.sluisRan
}"""


@dataclass
class Looked:
    """What was found at an address. `wrong` is all that must not be; `elements` what stands in it, with attributes."""

    route: str
    url: str
    status: int = 0
    media: str = ""
    is_saved: bool = False
    elements: frozenset[str] = frozenset()
    shown: frozenset[int] = frozenset()
    wrong: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Return what is wrong, with where."""
        return f"{self.url} ({self.status} {self.media}): " + "; ".join(self.wrong)


class Probe:
    """A reader's browser. With `is_bare` it keeps no policy: then escaping alone has to hold."""

    def __init__(
        self, browser: Browser, place: Elsewhere, origin: str, *, cookies: dict[str, str] | None = None,
        headers: dict[str, str] | None = None, language: str = "en", is_bare: bool = False,
    ) -> None:  # fmt: skip
        self.place, self.origin, self.is_bare = place, origin, is_bare
        self.context: BrowserContext = browser.new_context(locale=language, bypass_csp=is_bare)
        self.context.add_cookies(
            [{"name": name, "value": told, "url": origin} for name, told in (cookies or {}).items()]
        )
        self.context.set_extra_http_headers(headers or {})
        self.heard: list[str] = []
        self.context.on("console", self._console)
        self.context.on("dialog", self._dialog)
        self.context.on("weberror", lambda one: self.heard.append(f"an error in a script: {one.error}"))
        self.context.on("request", self._request)
        self.page = self.context.new_page()
        self.context.on("page", lambda one: self.heard.append(f"a window was opened: {one.url}"))

    def close(self) -> None:
        """Close the browser of this reader."""
        self.context.close()

    def look(self, path: str, vectors: dict[int, Vector], route: str = "") -> Looked:
        """Open an address, and return what was found. Every text whose mark is in the answer has to be there whole."""
        looked = Looked(route or path, path)
        try:
            self._open(looked, path, vectors)
        except Error as error:  # a page that does not stay, a browser that breaks: whatever it is, it must not be
            looked.wrong.append(error.message.partition("\n")[0])
        looked.wrong += self._found()
        return looked

    def _open(self, looked: Looked, path: str, vectors: dict[int, Vector]) -> None:
        try:
            answer = self.page.goto(self.origin + path, wait_until="commit")
        except Error as error:
            if SAVED not in error.message and NOTHING not in error.message:
                raise
            answer = None
        if answer is None:
            self._saved(looked, path)
            return
        looked.status, looked.media = answer.status, _media(answer.headers.get("content-type", ""))
        if answer.request.redirected_from:  # it is another page that is seen
            looked.route = urlsplit(self.page.url).path
        self._seen(looked, self._loaded(answer, looked.media), vectors)
        looked.wrong += self._found()
        if not self.is_bare:
            looked.wrong += self._unsealed()

    def send(self, text: Callable[[], str]) -> bool:
        """Type a text into every field of the form in the page, and send it; False where it has none."""
        self.page.evaluate(AS_TEXT)
        fields = self.page.locator("form input:not([readonly]):visible, form textarea:visible").all()
        for one in fields:
            one.fill(text())
        if fields:
            self.page.locator("form button").first.click()
            self.page.wait_for_load_state("load")
        return bool(fields)

    def here(self, vectors: dict[int, Vector], route: str) -> Looked:
        """Return what is found where the browser is now, after something was sent."""
        looked = Looked(route, self.page.url, 200, HTML)
        self._seen(looked, self.page.content(), vectors)
        looked.wrong += self._found()
        return looked

    def _loaded(self, answer: Response, media: str) -> str:
        """Wait until all is there, and return what came; of a stream, what came until now."""
        if media == STREAM:
            self.page.wait_for_timeout(BEAT)
            return ""
        self.page.wait_for_load_state("load")
        return answer.text()

    def _saved(self, looked: Looked, path: str) -> None:
        """Look at what the browser keeps and does not show."""
        answer = self.context.request.get(self.origin + path)
        looked.status, looked.media = answer.status, _media(answer.headers.get("content-type", ""))
        looked.is_saved, looked.shown = True, frozenset(marks_in(_text_of(answer.body())))
        how = answer.headers.get("content-disposition", "")
        if not how.startswith("attachment") and looked.media.startswith(("text/html", SVG)):
            looked.wrong.append(f"kept, and not said to be ({how})")
        if "sandbox" not in answer.headers.get("content-security-policy", ""):
            looked.wrong.append("what is kept could run if it were shown: it has no sandbox")

    def _seen(self, looked: Looked, body: str, vectors: dict[int, Vector]) -> None:
        """Look at what stands in the page: whole texts, and nothing that leads elsewhere."""
        for frame in self.page.frames[1:]:
            looked.wrong.append(f"a frame: {frame.url}")
        if urlsplit(self.page.url).netloc != urlsplit(self.origin).netloc:
            looked.wrong.append(f"the browser went to {self.page.url}")
            return
        found: dict[str, Any] = self.page.evaluate(STRUCTURE)
        looked.elements = frozenset(found["elements"])
        if looked.media in (HTML, SVG):
            looked.wrong += [f"a link to {one!r}" for one in found["links"] if not self._is_ours(one)]
        looked.shown = frozenset(marks_in(found["text"]))
        if looked.media == HTML:
            told = _even(found["text"])
            texts = {one: vectors[one].text for one in marks_in(body) & vectors.keys()}
            missing = [one for one, text in texts.items() if not _are_told(_names_in(looked.url, text), told)]
            looked.wrong += [f"not shown as it was written: {vectors[one].text!r}" for one in missing]

    def _found(self) -> list[str]:
        """Return what was heard since the last time. What comes late is told of the next page: it is never lost."""
        heard, self.heard[:] = list(self.heard), []
        return [*heard, *(f"elsewhere was asked: {one}" for one in self.place.take())]

    def _unsealed(self) -> list[str]:
        """Put a script into the page, which its policy has to stop, and say so."""
        if not self.page.evaluate(SEALED):
            return ["a script that is put into the page runs: it has no policy"]
        stopped = next((one for one in self.heard if one.startswith(STOPPED)), None)
        if stopped:
            self.heard.remove(stopped)
        return self._found()

    def _is_ours(self, link: str) -> bool:
        parts = urlsplit(urljoin(self.page.url, link))
        return f"{parts.scheme}://{parts.netloc}" == self.origin and link.isprintable()

    def _console(self, message: ConsoleMessage) -> None:
        if not message.text.startswith(USUAL):
            self.heard.append(f"{message.type}: {message.text[:300]}")

    def _dialog(self, dialog: Dialog) -> None:
        self.heard.append(f"a script ran: {dialog.message}")
        with suppress(Error):
            dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "about:")):
            self.heard.append(f"asked for {request.url[:200]}")


def strange(looked: list[Looked], harmless: list[Looked]) -> Iterator[str]:
    """Yield what a page has that no template spells out, and no page of its kind has where all texts are harmless.

    What one page holds depends on who looks and on where a process stands, and which of its fields are marked on what
    was sent; what pages are made of does not. A text that becomes an element of which pages are made as well is no
    longer shown as it was written, and found by that.
    """
    usual = {HTML: set(map(_made_of, spelt_out()))}
    for one in harmless:
        usual.setdefault(one.media, set()).update(map(_made_of, one.elements))
    for one in looked:
        more = {told for told in one.elements if _made_of(told) not in usual.get(one.media, set())}
        if more and one.media in (HTML, SVG):
            yield f"{one.url}: has {', '.join(sorted(more))}"


def _made_of(told: str) -> str:
    """Return an element as it is, and an attribute without the element that has it."""
    element, space, attribute = told.partition(" ")
    return space + attribute if space else element


def _text_of(data: bytes) -> str:
    """Return what stands in a file; of an archive, in all its files."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(one).decode(errors="replace") for one in archive.namelist())


def _media(told: str) -> str:
    return told.partition(";")[0].strip()


def _names_in(url: str, text: str) -> list[str]:
    """Return a text as a page can tell it: in a path its slashes part it into names, each told by itself."""
    return text.split("/") if quote(text, safe="") in url.partition("?")[0] else [text]


def _are_told(texts: list[str], told: str) -> bool:
    return all(_is_told(one, told) for one in texts)


def _is_told(text: str, told: str) -> bool:
    """Tell whether a text stands in a page; its first letter as it is, or as the beginning of a sentence has it."""
    even = _even(text)
    return any(f"{first}{even[1:]}" in told for first in {even[:1], even[:1].upper(), even[:1].lower()})


def _even(text: str) -> str:
    """Return a text as a page shows it: with spaces alone between its words, and U+FFFD where nothing may stand."""
    return " ".join(text.replace("\0", "\ufffd").split())
