"""Picture the pages of the demo for docs/pictures/pages, in both languages, on a desk and on a phone."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from PIL import Image

from api.app import create_app
from api.demo import demo_engine
from api.settings import Settings
from tests.listening import served
from tests.pages.browser import a_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from api.demo import Shown

PLACE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "pages"
COLOURS = 96
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5}


@dataclass(frozen=True, slots=True)
class View:
    """A page to picture: of which process, for whom; `at` is what is brought to the top, `unfold` what is opened."""

    name: str
    process: int
    who: str
    language: str
    screen: dict[str, Any]
    path: str = ""
    scheme: Literal["light", "dark"] = "light"
    at: str = ""
    unfold: str = ""


VIEWS = (
    View("facilitator-desk-nl", 0, "samira", "nl", DESK),
    View("gate-desk-en", 0, "samira", "en", DESK, at="#gate-1"),
    View("principal-phone-en", 0, "patrick", "en", PHONE),
    View("confirm-phone-nl", 0, "patrick", "nl", PHONE, at="#gate-1", unfold="#gate-1 details.supply"),
    View("sharing-desk-dark-en", 1, "samira", "en", DESK, scheme="dark"),
    View("lens-desk-nl", 2, "samira", "nl", DESK, at="section:has(.lens)"),
    View("log-desk-en", 1, "samira", "en", DESK, path="/log"),
    View("records-phone-nl", 2, "patrick", "nl", PHONE, path="/records"),
    View("report-desk-nl", 2, "samira", "nl", DESK, path="/report"),
    View("open-phone-en", -1, "", "en", PHONE, path="/open/starting-collaboration"),
)


def picture(browser: Browser, origin: str, one: View, processes: list[Shown]) -> bytes:
    """Return a view as a PNG of few colours."""
    context = browser.new_context(locale=one.language, color_scheme=one.scheme, reduced_motion="reduce", **one.screen)
    page = context.new_page()
    shown = processes[one.process]
    base = f"/processes/{shown.id}" if one.process >= 0 else ""
    page.goto(f"{origin}{base}{one.path}?{urlencode({'seat': shown.people.get(one.who, '')})}")
    if one.unfold:
        page.locator(one.unfold).first.evaluate("each => { each.open = true }")
    if one.at:
        page.locator(one.at).first.evaluate("each => window.scrollTo(0, each.getBoundingClientRect().top - 12)")
    taken = page.screenshot()
    context.close()
    packed = io.BytesIO()
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> None:
    """Serve the demo and picture each view."""
    settings = Settings(access="open")
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # a demo of our own, as it is when it begins
        engine, processes = demo_engine(settings, "http://127.0.0.1")
        with engine, served(create_app(engine, settings), settings) as port, a_browser() as browser:
            for one in VIEWS:
                (PLACE / f"{one.name}.png").write_bytes(picture(browser, f"http://127.0.0.1:{port}", one, processes))


if __name__ == "__main__":
    main()
