"""Every page, on a large screen and on a phone, in both languages: for whoever cannot see it, or uses keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.pages.addresses import Address
from tests.pages.probe import HTML, Probe
from tests.pages.site import DATA, Site, all_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"a screen": (1280, 800), "a phone": (390, 844), "a page at 400 %": (320, 256)}
COLOURED = (("en", "a screen"), ("en", "a phone"))  # all others look like these; to tell colours takes long
LEAST = 45
FOCUS = """() => {
  let one = document.activeElement, isOutlined = false
  for (;;) {  // the editor has a root of its own, with a focus of its own
    isOutlined ||= getComputedStyle(one).outlineStyle != 'none'
    if (!one.shadowRoot?.activeElement) break
    one = one.shadowRoot.activeElement
  }
  const box = one.getBoundingClientRect()
  return {
    number: toReach.indexOf(one),
    what: one === document.body ? null : one.outerHTML.slice(0, 200),
    isSeen: isOutlined && box.width > 0,
    isThere: box.bottom > 0 && box.top < innerHeight,
  }
}"""
REACHED = (
    "a[href], button, input:not([type=hidden]), textarea:not([hidden]), select, summary, "
    "[tabindex]:not([tabindex='-1'])"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST = 200
TAKEN = "/portfolio/export"  # a file
PROCESSES = "/processes/"
TO_REACH = """found => {  // the things themselves: an editor gives itself a style when it has measured its lines
  window.toReach = found.filter(one => one.type != 'radio' || one.checked
    || one == document.querySelector(`input[type=radio][name="${one.name}"]`))
  return toReach.map(one => one.outerHTML.slice(0, 200))
}"""
OTHER_VERSION = "/methods/{method}/{version}"  # the same page
RULES = "{resultTypes: ['violations'], preload: false, rules: {'color-contrast': {enabled: %s}}}"
MEANT = {  # what hangs on a wall renews itself, and has no scripts
    ("/embed/{process}", "meta-refresh"),
    ("/processes/{process}/meetings/{session}/screen", "meta-refresh"),
}


def pages(site: Site) -> list[Address]:
    """Return every page, of processes those of one: what each can tell is tried in `test_live.py`."""
    found = [
        one for one in all_addresses(site) if not one.path.startswith(DATA) and one.route not in (TAKEN, OTHER_VERSION)
    ]
    (process,) = site.world.scopes[0]["process"]
    return [one for one in found if not one.route.startswith(PROCESSES) or process in one.path]


def shown(probe: Probe, site: Site) -> Iterator[tuple[Address, Page]]:
    """Open every address, and yield each page that differs from those before it by more than its own address."""
    known = set[str]()
    for one in pages(site):
        answer = probe.page.goto(probe.origin + one.path)
        assert answer is not None
        if answer.headers["content-type"].startswith(HTML):
            told = probe.page.content().replace(quote(one.path, safe=""), "").replace(one.path, "")
            if told not in known:
                known.add(told)
                yield one, probe.page


@pytest.fixture(params=["en", "nl"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def readers(site: Site, language: str) -> list[Probe]:
    return [site.owner(language), site.stranger(language)]


def test_no_page_is_hard_to_use_for_whoever_hears_it_or_reads_it_large(language: str, harmless_site: Site) -> None:
    tried, wrong = 0, list[str]()
    for probe in readers(harmless_site, language):
        for one, page in shown(probe, harmless_site):
            tried += 1
            is_of_method = (
                one.route.startswith(("/open/", "/methods/", "/invitation/method")) or "{process}" in one.route
            )
            spoken = {language, "en"} if is_of_method else {language}  # a method may have English alone
            assert page.locator("html").get_attribute("lang") in spoken
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                found = against_the_rules(page, with_colours=(language, size) in COLOURED)
                told = {what for rule, what in found.items() if (one.route, rule) not in MEANT}
                wrong += [f"{one.path} on {size}: {what}" for what in told]
                wrong += [f"{one.path} is wider than {size}"] if page.evaluate(WIDER) > 0 else []
        probe.close()
    assert wrong == []
    assert tried >= LEAST


def against_the_rules(page: Page, *, with_colours: bool = True) -> dict[str, str]:
    """Return what axe finds, by its rule, with where."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(f"axe.run({RULES % str(with_colours).lower()})")
    return {one["id"]: f"{one['help']} ({one['nodes'][0]['html'][:200]})" for one in found["violations"]}


def test_everything_on_a_page_is_reached_by_keys_in_its_order_and_seen_when_it_is(
    language: str, harmless_site: Site
) -> None:
    wrong, tried = list[str](), 0
    for probe in readers(harmless_site, language):
        for one, page in shown(probe, harmless_site):
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            wanted = page.eval_on_selector_all(REACHED, TO_REACH)
            reached = list(by_keys(page, len(wanted)))
            wrong += [
                f"{one.path}: press {press} leads to {told['what']} instead of {wanted[press]}"
                for press, told in enumerate(reached)
                if told["number"] != press
            ]
            wrong += [
                f"{one.path}: not seen with the focus on it: {told['what']}"
                for told in reached
                if not (told["isSeen"] and told["isThere"])
            ]
            wrong += [f"{one.path} has more than {MOST} to reach"] if len(wanted) > MOST else []
            tried += len(wanted)
        probe.close()
    assert wrong == []
    assert tried > MOST / 4


def by_keys(page: Page, most: int) -> Iterator[dict[str, Any]]:
    """Yield what has the focus after each press of the tab key, which of all it is, and whether one sees that."""
    for _ in range(min(most, MOST)):
        page.keyboard.press("Tab")
        yield page.evaluate(FOCUS)


def test_who_types_a_wrong_password_hears_it_and_signs_in_by_keys_alone(language: str, harmless_site: Site) -> None:
    probe = harmless_site.stranger(language)
    page = probe.page
    page.goto(f"{probe.origin}/sign-in")
    page.keyboard.press("Tab")
    page.keyboard.type("olga@local.example")
    page.keyboard.press("Tab")
    page.keyboard.type("not this one")
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    assert page.get_by_role("alert").inner_text()
    assert page.locator("form").get_attribute("aria-describedby") == page.get_by_role("alert").get_attribute("id")
    assert page.locator("#email").input_value() == "olga@local.example"
    assert against_the_rules(page) == {}
    probe.close()
