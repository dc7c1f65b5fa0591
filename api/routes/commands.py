"""Every change to a process: one command, or several that happen together or not at all."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Request

from api.commands import COMMANDS_BODY, Accepted, accepted, from_seat, read_commands
from api.denials import denied, is_denial
from api.dependencies import EngineDep, etag_of, identity_of, must_know, tell
from api.json_body import CommandsBody
from api.problems import refused
from api.routes.processes import PROGRESS, Key, links_of
from api.security.events import COMMANDS
from api.security.notes import notes_of
from engine import Receipt, Refusal
from engine.errors import ViewChanged
from engine.process.view import progress

if TYPE_CHECKING:
    from engine.language import Method
    from engine.process.situation import Situation

router = APIRouter(prefix="/v1/processes", tags=["processes"])
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=400)]


@router.post("/{process}/commands", summary="Do something", openapi_extra=COMMANDS_BODY, response_model=Accepted)
def submit_commands(
    request: Request, engine: EngineDep, process: str, body: CommandsBody, key: Key = None, if_match: IfMatch = None,
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> object:  # fmt: skip
    """Carry out a command, or a list of them. A refusal is 409 and says what is missing; `dry_run` writes nothing.

    Where there are accounts, `actor` is the caller's own participant, and may be left out.
    """
    identity = identity_of(request)
    must_know(engine, identity, process)
    seat = engine.access.seat(identity, process) if identity else None
    commands = read_commands(from_seat(body, seat, identity) if identity else body)
    reader = seat if identity else commands[0].actor  # an actor who is only said to be one would be a way to guess tags

    def tag_for(method: Method, situation: Situation, who: str | None) -> str:
        return etag_of(tell(request, method, situation, who, organisation=engine.organisation))

    def expected(method: Method, situation: Situation) -> bool:
        known = reader if reader in situation.participants else None
        etags = [one.strip().removeprefix("W/") for one in (if_match or "").split(",")]
        return "*" in etags or any(tag_for(method, situation, who) in etags for who in {known, None})

    if dry_run:
        method, situation = engine.situation(process)
        if if_match and not expected(method, situation):
            raise ViewChanged("what this command was based on has changed meanwhile")
        result: object = engine.dry_run(process, commands, by=identity)
    else:
        notes_of(request.scope).tries += [(COMMANDS[one.do], {}) for one in commands if one.do in COMMANDS]
        result = engine.submit(process, commands, key=key, expected=expected if if_match else None, by=identity)
    if isinstance(result, Refusal) and is_denial(result):
        return denied(request, result)
    if isinstance(result, Refusal):
        method, situation = engine.situation(process)
        return refused(request, tell(request, method, situation, None, organisation=engine.organisation), result)
    if isinstance(result, Receipt):
        return asdict(accepted(result))
    telling = tell(request, result.method, result.situation, None)  # type: ignore[attr-defined]  # what is left is a dry run
    told = progress(telling, links_of(process))
    return asdict(Accepted(process, None, [], told.revision, PROGRESS.dump_python(told, mode="json")))
