"""What another version of the method would do in a process: by a dry run, told as far as its reader may know."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.forms.adopting import adopters, pending
from api.shelf import methods_for
from api.wording import say_refusal
from engine.errors import MethodUnread
from engine.language.declaration.people import Adoption
from engine.process.commands import Adopt
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.desk import Desk
    from engine import Engine
    from engine.access.identity import Identity
    from engine.language import Method
    from engine.process.situation import Situation

MOST_VERSIONS = 20
TRIED = "?"  # a reason is asked; a dry run keeps none


@dataclass(frozen=True, slots=True)
class Tried:
    """What another version would do: why it cannot be, or what ends by it. `href` is the form, where there is one."""

    version: str
    title: str
    is_possible: bool
    lines: list[str]
    href: str = ""


def versions_for(engine: Engine, desk: Desk, identity: Identity | None) -> list[Tried]:
    """Return the other versions of a method, the newest first; what each would do, to whoever may adopt one.

    Nobody else hears of versions that he may not read.
    """
    method = desk.method
    known = engine.methods() if adopters(desk) else methods_for(engine, identity)
    found = [one.version for one in known if one.id == method.id and one.version != method.version]
    return list(_tried(engine, desk, identity, found[:MOST_VERSIONS]))


def _tried(engine: Engine, desk: Desk, identity: Identity | None, versions: list[str]) -> Iterator[Tried]:
    for one in versions:
        with suppress(MethodUnread):  # of a newer release, whose server stands beside this one
            yield tried(engine, desk, identity, engine.method(desk.method.id, one))


def tried(engine: Engine, desk: Desk, identity: Identity | None, to: Method) -> Tried:
    """Return what a version would do in a process, which whoever may not adopt is not told."""
    title = desk.telling.text(to.declared.title)
    if not adopters(desk) or desk.seat is None or desk.signer is None:
        return Tried(to.version, title, is_possible=False, lines=[])
    asked = Adopt(do="adopt", actor=desk.seat, version=to.version, reason=TRIED)
    result = engine.dry_run(desk.process, asked, by=identity)
    if isinstance(result, Refusal):
        return Tried(to.version, title, is_possible=False, lines=[say_refusal(desk.telling, result)])
    lines = list(_ends(desk, result.situation)) or [desk.say("adopt_ends_nothing")]
    return Tried(to.version, title, True, lines, desk.address("form", do="adopt", version=to.version))  # noqa: FBT003 - said by its place


def consent_asked(desk: Desk) -> str:
    """Return what consent the method asks for."""
    may = desk.method.declared.may.adopt
    if may is None:
        return desk.say("adopt_never")
    if isinstance(may, Adoption):
        return desk.say("adopt_decision", what=desk.telling.text(desk.method.declared.decisions[may.decision].title))
    return desk.say("adopt_alone")


def _ends(desk: Desk, then: Situation) -> Iterator[str]:
    """Yield what ends by it, of what the reader may know: votes, waivers and holds that ask what nobody asks then."""
    runs, waivers, holds = pending(desk)
    for one in runs:
        if not then.runs[one].is_pending:
            decision = desk.situation.runs[one].decision
            yield desk.say("adopt_ends_vote", what=desk.telling.text(desk.method.declared.decisions[decision].title))
    ended = [one for one in waivers if then.waivers[one].state == "expired"]
    over = [one for one in holds if one not in {each.id for each in then.open_holds()}]
    if ended:
        yield desk.say("adopt_ends_waivers", number=len(ended))
    if over:
        yield desk.say("adopt_ends_holds", number=len(over))
