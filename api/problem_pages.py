"""A problem as a page, for somebody before a browser who came to an address of ours that is not for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.headers import API
from api.language import wanted_language
from api.templating import PAGES
from api.wording import say_in
from engine.process.view import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

HTML = "text/html"


def is_before_a_browser(request: Request) -> bool:
    """Tell whether a person looks at the answer: a browser names pages first, where it goes to an address."""
    media = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip().lower()
    return media == HTML and not request.url.path.startswith(API)


def page_of(request: Request, kind: str, told: Mapping[str, Any]) -> str:
    """Return the page of a problem: what it is, what is still missing, and where to go from here."""
    language = wanted_language(request) or "en"
    say = say_in(language)
    missing = list(dict.fromkeys(str(one["text"]) for one in told.get("conditions") or ()))
    named = say(Message("problem_request", {"request": told["request"]})) if "request" in told else ""
    return PAGES.get_template("problem.html").render(
        language=language, title=told["title"], detail=told["detail"], missing=missing, named=named,
        links={f"/problems/{kind}": say(Message("problem_more")), "/": say(Message("problem_home"))},
    )  # fmt: skip
