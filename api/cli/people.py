"""Who takes part: those of one party together, each with the id that `--as` takes, name and roles."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.text import Text

from api.cli.terminal import say_whole

if TYPE_CHECKING:
    from rich.console import Console

    from api.cli.words import Words


def draw_people(
    out: Console, people: list[dict[str, Any]], words: Words, by: int = 0, *, party_ids: bool = True
) -> None:
    """List participants as HTTP tells them, those of no party first; who left is not listed."""
    here = sorted((one for one in people if not one["left_at"]), key=_party)
    for (party, identity), members in groupby(here, key=_party):
        if party:
            known_as = [(f"  {identity}", "code")] if party_ids else []
            say_whole(out, Text.assemble((party, "title"), *known_as), by=by)
        for one in members:
            roles = "".join(f", {_role(role, words)}" for role in one["roles"])
            line = Text.assemble((one["id"], "code"), f"  {one['name']}", (roles, "soft"))
            say_whole(out, line, by=by + 2 if party else by)


def _role(role: dict[str, Any], words: Words) -> str:
    """Say a role; an alternate in brackets, as he stands in for somebody."""
    title = f"({role['title']})" if role["alternate"] else str(role["title"])
    return f"{title} ({words('not_accepted')})" if role["accepted"] is False else title


def _party(one: dict[str, Any]) -> tuple[str, str]:
    return (str(one["party"]["name"]), str(one["party"]["id"])) if one["party"] else ("", "")
