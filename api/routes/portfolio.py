"""The portfolio: all processes that the reader may know of, by method and phase, to look at and to take along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from api.denials import Denied
from api.dependencies import EngineDep, IdentityDep, SettingsDep, link_to_next, narrowed
from api.exports.formats import CSV
from api.exports.portfolio import portfolio_csv
from api.headers import DATA
from api.language import wanted_language
from api.pages.fleet import fleet_of
from api.pages.portfolio import row_of, told_of
from api.pages.signs import QUIET
from api.routes.method_pages import may_write
from api.routes.overview import overview
from api.routes.process_pages import named
from api.templating import PAGES
from api.wording.portfolio import words_of_portfolio
from engine.journal.rows import Filters
from engine.journal.stores import utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from api.pages.fleet import Fleet
    from api.pages.portfolio import Told
    from engine import Engine
    from engine.journal.rows import Standing

router = APIRouter(prefix="/portfolio", include_in_schema=False)
PAGE, AT_ONCE, MOST_TAKEN, WEEKS = 25, 100, 1_000, 12
STATES = ("open", "held", "ended")
MOST_STUCK = 20
ALL = Filters(archived=False, rehearsal=False)


class Asked(BaseModel):
    """What the list is narrowed to, as it stands in the address; what is nothing is left out."""

    model_config = ConfigDict(frozen=True)

    method: Annotated[str, Field(max_length=64)] = ""
    state: Annotated[str, Field(max_length=20)] = ""
    phase: Annotated[str, Field(max_length=400)] = ""
    owed_by: Annotated[str, Field(max_length=64)] = ""
    overdue: Annotated[str, Field(max_length=5)] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    cursor: Annotated[str, Field(max_length=64)] = ""

    def address(self, path: str = "/portfolio", **changed: str) -> str:
        """Return where a list narrowed so is to be had."""
        told = {name: value for name, value in (self.model_dump(exclude={"cursor"}) | changed).items() if value}
        return f"{path}?{urlencode(told)}" if told else path

    def filters(self, everything: Filters) -> Filters:
        """Return filters of a list. What no state is counts as none, so that no address is a dead end."""
        return replace(
            everything, method=self.method or None, state=self.state if self.state in STATES else None,
            phase=self.phase or None, owed_by=self.owed_by or None, overdue=True if self.overdue == "true" else None,
            q=self.q or None,
        )  # fmt: skip


AskedQuery = Annotated[Asked, Query()]


@router.get("")
def show_portfolio(
    request: Request, engine: EngineDep, identity: IdentityDep, settings: SettingsDep, asked: AskedQuery
) -> Response:
    """Show where all processes are, how that changes from week to week, and a page of them."""
    everything = narrowed(engine, identity, ALL)
    language, now = wanted_language(request) or "en", utc_now()
    say, zone, filters = words_of_portfolio(language), settings.zone, asked.filters(everything)
    page, total = (
        engine.processes(filters, asked.cursor or None, PAGE),
        sum(one.number for one in engine.counts(filters)),
    )
    listed = list(told_of(request, engine, page.items, now))
    told = PAGES.get_template("portfolio.html").render(
        say=say,
        language=language,
        me=named(engine, request),
        may_write=may_write(identity),
        asked=asked,
        fleet=_fleet(request, engine, everything, asked, zone),
        rows=[row_of(say, language, zone, one, now) for one in listed],
        stuck=[row_of(say, language, zone, one, now) for one in _stuck(request, engine, filters, listed, now)],
        total=total,
        most=MOST_TAKEN,
        taken=asked.address("/portfolio/export"),
        is_first=not asked.cursor,
        next=asked.address(cursor=page.next) if page.next else "",
    )
    return HTMLResponse(told, headers={"Vary": "Accept-Language"})


@router.get("/export")
def take_portfolio(
    request: Request, engine: EngineDep, identity: IdentityDep, settings: SettingsDep, asked: AskedQuery
) -> Response:
    """Return the processes that fit as CSV; `Link` leads to those that had no room in it."""
    if identity and (no := engine.access.refusal_to_export(identity)):
        raise Denied(no)
    filters = asked.filters(narrowed(engine, identity, ALL))
    language, (items, cursor) = wanted_language(request) or "en", _first(engine, filters, asked.cursor or None)
    say = words_of_portfolio(language)
    told = portfolio_csv(say, language, settings.zone, told_of(request, engine, items, utc_now()))
    headers = {
        "Content-Disposition": 'attachment; filename="sluis-portfolio.csv"', "Cache-Control": "private, no-store",
        "Vary": "Accept-Language", "Content-Security-Policy": DATA, **link_to_next(request, cursor),
    }  # fmt: skip
    return Response(told, headers=headers, media_type=CSV)


def _stuck(request: Request, engine: Engine, filters: Filters, listed: list[Told], now: datetime) -> list[Told]:
    """Return those that show signs of getting stuck, of some that are past their term or in which nothing changed.

    What is `listed` is not told again.
    """
    if filters.state not in (None, "open"):
        return []
    going = replace(filters, state="open")
    late, quiet = replace(going, overdue=True), replace(going, changed_before=now - QUIET)
    items = {one.id: one for each in (late, quiet) for one in engine.processes(each, None, MOST_STUCK).items}
    known = {one.standing.id: one for one in listed}
    others = told_of(request, engine, [one for one in items.values() if one.id not in known], now)
    told = known | {one.standing.id: one for one in others}
    return [told[one] for one in items if one in told and told[one].signs]


def _first(engine: Engine, filters: Filters, cursor: str | None) -> tuple[list[Standing], str | None]:
    """Return as many processes as have room in a file, and where the others begin."""
    items: list[Standing] = []
    while len(items) < MOST_TAKEN:
        page = engine.processes(filters, cursor, AT_ONCE)
        items, cursor = [*items, *page.items], page.next
        if cursor is None:
            break
    return items, cursor


def _fleet(request: Request, engine: Engine, everything: Filters, asked: Asked, zone: str) -> Fleet:
    """Return all that are there by method and phase, and the trends of those by the method that is asked for."""
    narrow = replace(everything, method=asked.method or None)
    whole = overview(request, engine, everything, WEEKS, zone, narrow)
    return fleet_of(whole, whole.trends, asked.method, asked.owed_by)
