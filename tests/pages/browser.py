"""The browser of this machine, without a head, that nothing is downloaded for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
ABSENT = "Chromium is not installed: apt-get install chromium (as root, `make test` does so itself)"
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu")


def is_there() -> bool:
    """Tell whether this machine has the browser."""
    return _path() is not None


def chromium() -> str:
    """Return where the browser is. Fails by name where there is none."""
    found = _path()
    assert found, ABSENT
    return found


def _path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start the browser, lend it, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
