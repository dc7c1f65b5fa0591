"""Pages of a process with 30 parties and 1,000 records, and how long an open one is behind what happened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import httpx2

from benchmarks.callers import always, calling, request
from benchmarks.figures import Goal, Line, Spread, absent
from benchmarks.samples import NotDone, Played, acts_on, in_parts, opened, papers, the_method, with_parties
from benchmarks.servers import Served, sluis
from benchmarks.setting import Benchmark, Setting
from engine import Engine
from tests.pages.browser import a_browser, is_there

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE, BEHIND = Goal(100_000, least=False, of_ratio=False), Goal(1_000, least=False, of_ratio=False)  # us, ms
SHOWN = {"Accept": "text/html"}
PAGES = {"process": "", "records": "/records", "log": "/log"}
READERS = {"the convener": "anna", "an envoy": "envoy-0"}
PATIENCE = 30_000
CHANGES = """() => { window.changed = new Promise(done => {
  const seen = told => { if (told.some(one => one.addedNodes.length)) done(Date.now()) }
  new MutationObserver(seen).observe(document.querySelector("main[data-live]"), {childList: true, subtree: true})
}) }"""


def run(setting: Setting) -> Iterator[Line]:
    """Measure one reader at a time, and then a page that stays open while somebody acts."""
    parties, records = setting.pick(30, 30, 2), setting.pick(1_000, 1_000, 6)
    with setting.place("pages") as folder:
        url = f"sqlite:///{folder}/sluis.db"
        with Engine.open(url) as engine:
            engine.publish(the_method())
            process = opened(engine)
            known = Played(process, with_parties(engine, process, parties))
            in_parts(engine, process, list(papers(parties, records - parties)))
        with sluis(url, access="open") as served:
            asks = {
                f"page: {name}, for {who}": request("GET", f"/processes/{process}{path}?seat={seat}", SHOWN)
                for name, path in PAGES.items() for who, seat in READERS.items()
            }  # fmt: skip
            turns = setting.turns(
                {name: calling(served.port, served.pid, always(ask, 1)) for name, ask in asks.items()}
            )
            for name in asks:
                yield turns.spent(name, goal=PAGE, note=f"{parties} parties, {records:,} records")
                yield turns.cpu(name)
            yield _live(served, known, setting.pick(20, 5, 2))


def _live(served: Served, known: Played, times: int) -> Line:
    """Measure from the answer to an act of the convener until the open page of an envoy shows it."""
    what = "an open page behind an act"
    if not is_there():
        return absent(what, "no Chromium here")
    with a_browser() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        with page.expect_request("**/stream?*"):
            page.goto(f"{_origin(served)}/processes/{known.id}?seat=envoy-0")
        took = [_behind(page, served, known, act) for act in islice(acts_on(known.mandates), times)]
    return Line(what, Spread.of(took), "ms", goal=BEHIND, note="in Chromium, told by the stream")


def _behind(page: Page, served: Served, known: Played, act: dict[str, object]) -> float:
    page.evaluate(CHANGES)
    asked = httpx2.post(f"{_origin(served)}/v1/processes/{known.id}/commands", json={"actor": "anna", **act})
    if not asked.is_success:
        raise NotDone(asked.text)
    answered = time.time() * 1_000
    return max(float(page.evaluate("window.changed")) - answered, 0.0)


def _origin(served: Served) -> str:
    return f"http://127.0.0.1:{served.port}"


BENCHMARK = Benchmark("pages", "Pages of a process with many parties and records", run)
