from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.pages.browser import a_browser
from tests.pages.elsewhere import Elsewhere, elsewhere
from tests.pages.poison import Harmless
from tests.pages.site import Site, a_site
from tests.pages.world import ALSO_TO_THE_END, WHERE_MUCH_IS_MISSING
from tests.promises.sizes import size_of_this_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Lend one browser to all tests of pages; each reader has a context of his own in it.

    It ends with them: while it is there, an event loop runs in this thread, and no other test could have its own.
    """
    with a_browser() as running:
        yield running


@pytest.fixture
def place() -> Iterator[Elsewhere]:
    """Lend a place elsewhere, to which nobody should come."""
    with elsewhere() as listening:
        yield listening


@pytest.fixture(scope="package")
def harmless_site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """Serve a world in which every text is harmless, as large as the others of this run."""
    stops = WHERE_MUCH_IS_MISSING if size_of_this_run().minutes is None else ALSO_TO_THE_END
    folder = tmp_path_factory.mktemp("harmless")
    with elsewhere() as place, a_site(folder, browser, place, Harmless(), stops) as site:
        yield site
