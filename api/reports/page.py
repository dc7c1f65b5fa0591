"""A document as a page to keep: one file that needs nothing else, in which nothing runs and nothing is fetched."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from api.templating import PAGES

if TYPE_CHECKING:
    from api.reports.shapes import Document


def page_of(document: Document) -> bytes:
    """Return a document as HTML."""
    style, digest = _style()
    page = PAGES.get_template("report_file.html").render(told=document, style=style, hash=digest)
    return page.encode()


@lru_cache(1)
def _style() -> tuple[Markup, Markup]:
    """Return our own style sheet, and the hash by which the page's policy lets that one in and no other."""
    style = (files("api") / "static" / "report.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return Markup(style), Markup(f"sha256-{digest}")  # noqa: S704 - both are of our own file
