"""A person at his browser: he opens the page of a process, finds a form, fills it in and presses its button."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from api.pages.forms.shapes import NAMES
from tests.pages.probe import USUAL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page

    from tests.pages.wishes import Wish

PATIENCE = 60_000
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
NOWHERE = "about:blank"
FORMS, LINKS, CLOSED = "main form[method=post]", "main a[href*='/form?']", "xpath=ancestor::details[not(@open)]"
OFFERED = f"""() => [
  ...[...document.querySelectorAll("{FORMS}")].map((one, at) => ({{at, is_form: true, title: one.ariaLabel, named:
    Object.fromEntries([...one.querySelectorAll('input[type=hidden]')].map(each => [each.name, each.value]))}})),
  ...[...document.querySelectorAll("{LINKS}")].map((one, at) => ({{at, is_form: false, title: one.textContent, named:
    Object.fromEntries(new URL(one.href).searchParams)}})),
]"""
CONTROLS = """one => [...one.querySelectorAll('[name]:not([type=hidden], [type=submit])')].map(each => ({
  name: each.name, type: each.type, value: each.value, checked: each.checked, label:
    ['radio', 'checkbox'].includes(each.type) ? each.closest('fieldset').querySelector('legend').textContent
    : each.ariaLabel ?? each.labels[0].textContent}))"""
WRONG = "one => [...one.elements].filter(each => !each.checkValidity()).map(each => each.name)"
STANDS = """() => ({
  here: [...document.querySelectorAll('[aria-current=step] .chamber__name')].map(one => one.textContent),
  said: [...document.querySelectorAll('main [role=status]')].map(one => one.textContent.trim()).filter(one => one),
  state: document.querySelector('.head__line .tag')?.textContent,
  isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  language: document.documentElement.lang})"""


class Awkward(AssertionError):
    """Something that a person cannot do by the pages, or reads wrongly there."""


class NotOffered(Awkward):
    """No page has a form for it."""


class Refused(Exception):
    """A form was sent and not carried out; the text says what the page told."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A form in a page, or a link to one, by what it names."""

    at: int
    is_form: bool
    title: str
    named: dict[str, str]


@dataclass
class Hand:
    """Somebody's browser, on a desk or a phone, in his language. `heard` is all that the browser complained of."""

    page: Page
    origin: str
    language: str
    heard: list[str] = field(default_factory=list)

    @classmethod
    def at_a(cls, screen: dict[str, Any], browser: Browser, origin: str, language: str) -> Hand:
        """Start a browser of somebody's own."""
        context = browser.new_context(locale=language, **screen)
        context.set_default_timeout(PATIENCE)
        hand = cls(context.new_page(), origin, language)
        context.on("console", hand._console)
        context.on("weberror", lambda one: hand.heard.append(f"an error in a script: {one.error}"))
        context.on("dialog", hand._dialog)
        return hand

    def let_in(self, secret: str) -> None:
        """Take over a session."""
        self.page.context.add_cookies([{"name": "sluis", "value": secret, "url": self.origin}])

    def open(self, path: str) -> None:
        """Open a page."""
        answer = self.page.goto(self.origin + path, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.ok, (path, answer.status)

    def rest(self) -> None:
        """Leave the page, so that it no longer renews itself."""
        self.page.goto(NOWHERE)

    def reads(self) -> dict[str, Any]:
        """Return what the page says of how things stand."""
        found: dict[str, Any] = self.page.evaluate(STANDS)
        return found

    def text(self) -> str:
        """Return all that the page says, also where it has to be unfolded."""
        return " ".join(str(self.page.locator("main").text_content()).split())

    def log(self, process: str) -> list[dict[str, Any]]:
        """Return what happened, as programs read it, of which this person may know."""
        found: list[dict[str, Any]] = []
        cursor, is_more = "", True
        while is_more:
            asked = "limit=500" + (f"&cursor={quote(cursor)}" if cursor else "")
            page = self.page.context.request.get(f"{self.origin}/v1/processes/{process}/log?{asked}").json()
            found, cursor, is_more = found + page["items"], page["cursor"], page["more"]
        return found

    def offers(self, wish: Wish) -> list[Offered]:
        """Return the forms of this page that fit, the best first."""
        known = {"do", *NAMES}
        found = [Offered(**one) for one in self.page.evaluate(OFFERED)]
        told = [(one, {name: value for name, value in one.named.items() if name in known}) for one in found]
        fitting = [(one, named) for one, named in told if wish.fits(named)]
        return [one for one, _ in sorted(fitting, key=lambda pair: wish.rank(pair[1]))]

    def press(self, wish: Wish, one: Offered) -> None:
        """Fill in a form and send it. Raises Refused where the page says that it was not carried out."""
        if not one.is_form:
            link = self.page.locator(LINKS).nth(one.at)
            self._unfold(link)
            with self.page.expect_navigation(wait_until="domcontentloaded"):
                link.click()
        form = self.page.locator(FORMS).nth(one.at if one.is_form else 0)
        self._unfold(form)
        self.fill(form, wish.values, wish.titles)
        if wish.role and form.locator("select[name=as]").count():
            form.locator("select[name=as]").select_option(wish.role)
        self.send(form, wish.way)

    def fill(self, form: Locator, values: dict[str, list[str]], titles: dict[str, str]) -> None:
        """Fill in what is asked; what it is called has to be in the reader's language."""
        controls: list[dict[str, Any]] = form.evaluate(CONTROLS)
        called = {str(one["name"]): " ".join(str(one["label"]).split()) for one in controls}
        for name, title in titles.items():
            if not called.get(name, "").startswith(title):
                raise Awkward(f"'{title}' ({name}) is not asked, but {called}")
        for name, told in values.items():
            several = [one for one in controls if one["name"] == name]
            if not several:
                raise Awkward(f"{name} is not asked, but {called}")
            _put(form, name, told, several)

    def send(self, form: Locator, way: str = "") -> None:
        """Press the button of a form. Raises Refused."""
        if wrong := form.evaluate(WRONG):
            raise Awkward(f"{form.get_attribute('aria-label')} still asks {wrong}")
        button = form.locator(f"button[value={way}]") if way else form.locator("button").first
        if way and not button.count():
            button = form.locator("button").first
        with self.page.expect_navigation(wait_until="domcontentloaded") as came:
            button.click()
        if not came.value.ok:
            raise Refused(self.text())

    def _unfold(self, inner: Locator) -> None:
        """Open all in which something is folded away, from the outside in."""
        for one in inner.locator(CLOSED).all():
            one.locator("> summary").click()

    def _dialog(self, one: Dialog) -> None:
        self.heard.append(f"a dialog: {one.message}")
        one.dismiss()

    def _console(self, one: ConsoleMessage) -> None:
        if one.type in ("error", "warning") and not one.text.startswith(USUAL):
            self.heard.append(f"{one.type}: {one.text}")


def _put(form: Locator, name: str, told: list[str], several: list[dict[str, Any]]) -> None:
    """Fill in one thing that is asked, by what kind of input it is."""
    there = form.locator(f'[name="{name}"]')
    match several[0]["type"]:
        case "radio" | "checkbox":
            values = [str(one["value"]) for one in several]
            if missing := set(told) - set(values):
                raise Awkward(f"{name} offers {values}, and not {missing}")
            for at, one in enumerate(several):
                if one["checked"] != (one["value"] in told):
                    there.nth(at).set_checked(one["value"] in told)
        case "select-one":
            there.select_option(told[0] if told else "")
        case _:
            for at, text in enumerate(told):
                there.nth(at).fill(text)


def plain(text: str) -> str:
    """Return a text as pages are compared: without runs of space."""
    return re.sub(r"\s+", " ", text).strip()
