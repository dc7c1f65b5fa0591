"""The page of a process in a real browser: it works without scripts, renews itself, and keeps what somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.language import read_method
from engine.process.commands import read_command
from tests.api.conftest import METHOD, OPENING
from tests.engine.journal.neighbours import accepted
from tests.listening import served
from tests.pages.test_accessible import against_the_rules

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SHOWN = 30_000
FAR_AWAY = """(() => {
  const wait = window.setTimeout
  window.setTimeout = (what, ms, ...rest) => wait(what, ms >= 5000 ? 3600000 : ms, ...rest)
})()"""
RENEWED = re.compile("Ververst om|Renewed at")


@dataclass
class Served:
    """A process that is served to whoever says from where he acts."""

    engine: Engine
    process: str
    origin: str
    browser: Browser

    def do(self, actor: str, do: str, **rest: Any) -> None:
        accepted(self.engine.submit(self.process, read_command.validate_python({"do": do, "actor": actor, **rest})))

    def page(
        self, seat: str, *, language: str = "en", has_scripts: bool = True, streams: bool = True, polls: bool = True
    ) -> Page:
        context = self.browser.new_context(locale=language, java_script_enabled=has_scripts)
        page = context.new_page()
        if not streams:
            page.route("**/stream?*", lambda route: route.fulfill(status=503))
        if not polls:
            page.add_init_script(FAR_AWAY)
        page.goto(f"{self.origin}/processes/{self.process}?seat={seat}")
        return page


@pytest.fixture
def there(tmp_path: Path, browser: Browser) -> Iterator[Served]:
    settings = Settings(access="open")
    with Engine.open(f"sqlite:///{tmp_path / 'sluis.db'}") as engine:
        engine.publish(read_method(METHOD, "small.yaml"))
        opening = read_command.validate_python({"do": "open", "zone": "Europe/Amsterdam", **OPENING})
        process = accepted(engine.submit(None, opening)).process
        with served(create_app(engine, settings), settings) as port:
            found = Served(engine, process, f"http://127.0.0.1:{port}", browser)
            found.do("noor", "join", participant="rik", name="Rik", party="Town", roles=["representative"])
            found.do("noor", "join", participant="pia", name="Pia", party="Town", roles=["principal"])
            yield found


def test_a_party_writes_shares_and_confirms_without_scripts(there: Served) -> None:
    rik = there.page("rik", has_scripts=False)
    rik.locator("#gate-1 summary", has_text="Write Mandate").click()
    rik.get_by_label("Bounds").fill("Talk & listen")
    rik.get_by_role("button", name="Share").click()
    assert "It is written." in rik.get_by_role("status").all_inner_texts()
    pia = there.page("pia", has_scripts=False)
    pia.locator("#gate-1 summary", has_text="Confirm Mandate").click()
    assert "Talk & listen" in pia.locator("#gate-1").inner_text()
    pia.get_by_role("button", name="Confirm this version").click()
    assert "The gate is open" in pia.locator("#gate-1").inner_text()
    noor = there.page("noor", has_scripts=False)
    noor.get_by_role("button", name="Take this step: Go deeper").click()
    assert noor.locator("[aria-current=step] .chamber__name").inner_text() == "Share"


def test_the_page_renews_itself_and_says_so_and_keeps_what_is_typed_and_the_focus(there: Served) -> None:
    page = there.page("rik")
    page.locator("#gate-1 summary", has_text="Write Mandate").click()
    page.get_by_label("Bounds").fill("Half a sent")
    there.do("noor", "hold", reason="Summer is here")
    page.locator("#holds", has_text="Summer is here").wait_for(timeout=SHOWN)
    page.wait_for_function("document.getElementById('live').textContent.length > 0", timeout=SHOWN)

    assert page.get_by_label("Bounds").input_value() == "Half a sent"
    assert page.evaluate("document.activeElement.name") == "f.bounds"
    page.keyboard.type("ence")
    assert page.get_by_label("Bounds").input_value() == "Half a sentence"
    assert page.locator("#live").get_attribute("role") == "status"
    assert against_the_rules(page) == {}


def test_what_was_renewed_is_named_and_nothing_else_is_touched(there: Served) -> None:
    page = there.page("noor", language="nl", streams=False)
    page.evaluate("document.getElementById('people').dataset.kept = 'yes'")
    there.do("noor", "propose", decision="start", run="first")
    page.locator("#decisions", has_text="Wij beginnen").wait_for(timeout=SHOWN)
    said = page.locator("#live").inner_text()
    assert RENEWED.search(said)
    assert "Besluiten" in said
    assert page.locator("#people").get_attribute("data-kept") == "yes"


def test_a_change_arrives_by_the_stream_alone_and_the_next_one_too(there: Served) -> None:
    page = there.page("rik", polls=False)
    there.do("noor", "propose", decision="start", run="first")
    page.locator("#decisions", has_text="We start").wait_for(timeout=SHOWN)
    there.do("noor", "hold", reason="Summer is here")
    page.locator("#holds", has_text="Summer is here").wait_for(timeout=SHOWN)


def test_whoever_may_no_longer_read_is_told_so(there: Served) -> None:
    page = there.page("rik")
    there.do("rik", "leave")
    page.locator("#live", has_text="may no longer read this").wait_for(timeout=SHOWN)


@pytest.mark.parametrize(
    ("size", "scheme"), [((1280, 800), "light"), ((1280, 800), "dark"), ((390, 844), "dark"), ((320, 256), "light")]
)
def test_the_pages_in_every_state_are_easy_to_use(size: tuple[int, int], scheme: Any, there: Served) -> None:
    there.do("rik", "record", record="mandate", id="m", fields={"bounds": "Talk."})
    there.do("rik", "share", id="m", version=1)
    there.do("noor", "propose", decision="start", run="first")
    there.do("noor", "hold", reason="Summer")
    context = there.browser.new_context(
        color_scheme=scheme, viewport={"width": size[0], "height": size[1]}, locale="nl"
    )
    page, wrong = context.new_page(), list[str]()
    base = f"{there.origin}/processes/{there.process}"
    for path in (
        "?seat=noor",
        "?seat=rik",
        "?seat=pia",
        "/log?seat=rik",
        "/records?seat=rik",
        "/form?do=resume&seat=noor",
    ):
        page.goto(base + path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        wrong += [f"{path}: {told}" for told in against_the_rules(page).values()]
        is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        wrong += [f"{path} is wider than {size}"] if is_wide else []
    page.goto(f"{base}/form?do=resume&seat=noor")
    page.evaluate("document.forms[0].noValidate = true")
    page.get_by_role("button", name="Verdergaan").click()
    assert page.get_by_role("alert").inner_text()
    wrong += against_the_rules(page).values()
    context.close()
    assert wrong == []
