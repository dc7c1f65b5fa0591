"""How the commands that speak HTTP ask, and how they pass on an answer, or a refusal with what would help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from api.cli.terminal import NO, Unanswered, cleaned, say_json
from api.client import Client, client_for
from api.settings import read_settings
from engine.errors import SluisError

UNPROCESSABLE = 422
KNOWN_BY = "Set SLUIS_TOKEN to a token of yours: made by POST /v1/tokens or sluis token make."


@contextmanager
def asking(*, creating: bool = False) -> Iterator[Client]:
    """Lend a client; what goes wrong on the way becomes a sentence. Only `creating` makes a new database."""
    try:
        with client_for(read_settings(), creating=creating) as client:
            yield client
    except SluisError as error:
        raise Unanswered(str(error)) from error


def headers_for(language: str | None, actor: str | None = None) -> dict[str, str]:
    """Return the headers that say who reads, and in which language."""
    headers = {"Accept-Language": language or "", "Sluis-Actor": actor or ""}
    return {key: value for key, value in headers.items() if value}


def answer(response: httpx2.Response, *, as_json: bool) -> Any:
    """Return an answer, printed as it came where JSON is asked. Raises Unanswered where it is a refusal."""
    if as_json:
        say_json(response.json())
        if response.is_error:
            raise SystemExit(NO)
    return read(response)


def read(response: httpx2.Response) -> Any:
    """Return an answer. Raises Unanswered with what is missing or wrong where it is a refusal."""
    told = response.json()
    if response.is_error:
        raise _unanswered(cleaned(told))
    return told


def _unanswered(told: dict[str, Any]) -> Unanswered:
    errors = told.get("errors") or []
    if len(errors) > 1:
        return Unanswered(told["title"], NO, [f"{_place(one)}{one['detail']}" for one in errors])
    if errors:
        return Unanswered(f"{_place(errors[0])}{errors[0]['detail']}", NO)
    if told["type"] == "/problems/sign-in-needed":
        return Unanswered(told["detail"], NO, [KNOWN_BY])
    place = _place(told) if told["status"] == UNPROCESSABLE else ""
    return Unanswered(f"{place}{told['detail']}", NO, list(_missing(told.get("conditions") or [])))


def _place(one: dict[str, Any]) -> str:
    """Return where something is wrong, as the command line writes it: `case.kind: `, `--state: `, or a line."""
    place = (one.get("pointer") or "").strip("/").replace("/", ".") or str(one.get("line") or "")
    option = place.removeprefix("query.")
    return f"--{option}: " if option != place else f"{place}: " if place else ""


def _missing(conditions: list[dict[str, Any]]) -> Iterator[str]:
    for condition in conditions:
        for one in condition["missing"]:
            who = ", ".join(owed["text"] for owed in one["owed_by"])
            yield f"○ {one['text']}" + (f"  ·  {who}" if who else "")
        yield from _missing(condition["conditions"])
