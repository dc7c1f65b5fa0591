"""The few pages of this release: what each type of problem means."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from api.language import wanted_language
from api.problems import STATUS
from api.problems_explained import EXPLAINED
from api.templating import PAGES
from api.wording import say_in
from engine.process.view import Message

router = APIRouter(include_in_schema=False)
HERE = Path(__file__).parent.parent
TITLES = {"en": "What can go wrong", "nl": "Wat er mis kan gaan"}


@router.get("/problems")
@router.get("/problems/{kind}")
def explain(request: Request, kind: str | None = None) -> Response:
    """Explain one type of problem, or all."""
    if kind is not None and kind not in STATUS:
        raise HTTPException(404)
    language = wanted_language(request) or "en"
    say = say_in(language)
    kinds = [kind] if kind else list(STATUS)
    problems = [(one, STATUS[one], say(Message(f"problem_{one}")), EXPLAINED[language][one]) for one in kinds]
    title = problems[0][2] if kind else TITLES[language]
    page = PAGES.get_template("problems.html").render(
        language=language, title=title, problems=problems, all=TITLES[language] if kind else None
    )
    return HTMLResponse(page, headers={"Vary": "Accept-Language"})


@router.get("/static/sluis.css")
def style() -> Response:
    """Return the style sheet."""
    return _kept("sluis.css", "text/css")


@router.get("/static/sluis.svg")
def icon() -> Response:
    """Return the mark that a browser shows beside the title of a page."""
    return _kept("sluis.svg", "image/svg+xml")


@router.get("/static/process.css")
def style_of_processes() -> Response:
    """Return the style sheet of the pages of a process."""
    return _kept("process.css", "text/css")


@router.get("/static/methods.css")
def style_of_methods() -> Response:
    """Return the style sheet of the pages of methods, over the other."""
    return _kept("methods.css", "text/css")


@router.get("/static/workbench.js")
def workbench() -> Response:
    """Return the script by which the workbench checks as one types; it does without."""
    return _kept("workbench.js", "text/javascript")


@router.get("/static/codemirror.js")
def editor() -> Response:
    """Return the editor of the workbench, which others made."""
    return _kept("vendor/codemirror/codemirror.js", "text/javascript")


@router.get("/static/live.js")
def live() -> Response:
    """Return the script by which the page of a process renews itself; it does without."""
    return _kept("live.js", "text/javascript")


def _kept(name: str, media_type: str) -> Response:
    return FileResponse(HERE / "static" / name, media_type=media_type, headers={"Cache-Control": "no-cache"})
