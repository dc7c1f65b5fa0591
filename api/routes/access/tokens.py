"""Tokens, by which programs come in: made by a person for his own account, shown once, always ending."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from fastapi import APIRouter, Request, Response

from api.denials import granted
from api.dependencies import CallerDep, EngineDep, PersonDep, SettingsDep
from api.json_body import PlainBody
from api.places import public_url
from api.problems import Unreadable
from api.routes.access.bodies import MakingToken, body_of, read_body
from api.routes.access.shapes import TokenMade, TokenView, told_token
from api.security.notes import notes_of
from api.showing.addresses import addresses_of
from engine.access.tokens import Asked

if TYPE_CHECKING:
    from engine.access.identity import Scope

router = APIRouter(prefix="/v1/tokens", tags=["access"])


@router.post("", status_code=201, summary="Make a token", openapi_extra=body_of(MakingToken))
def make_token(
    request: Request, engine: EngineDep, caller: CallerDep, settings: SettingsDep, body: PlainBody
) -> TokenMade:
    """Make a token of one's own account, having proved who one is. Its secret is in this answer and nowhere else."""
    asked = read_body(MakingToken, body)
    scopes = frozenset(cast("Scope", one) for one in asked.scopes)
    wanted = Asked(asked.title, scopes, timedelta(days=asked.days), asked.process)
    made = granted(engine.access.tokens.make(caller, wanted))
    notes_of(request.scope).about |= {"subject": made.token.id, "process": made.token.process}
    return TokenMade(made.secret, told_token(made.token), addresses_of(made, public_url(settings)))


@router.get("", summary="The tokens that hold")
def list_tokens(engine: EngineDep, caller: PersonDep) -> list[TokenView]:
    """Return one's own tokens; for an owner those of all."""
    return [told_token(one) for one in engine.access.tokens.of(caller)]


@router.delete("/{token}", status_code=204, summary="End a token", response_class=Response)
def end_token(engine: EngineDep, caller: PersonDep, token: str) -> Response:
    """End a token at once."""
    if not engine.access.tokens.end(caller, token):
        raise Unreadable("unknown", "there is no token by this id")
    return Response(status_code=204)
