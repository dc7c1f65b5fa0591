"""The page of the organisation, for its owners: what it is called, and how long it keeps what has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from api.denials import Denied, said
from api.dependencies import EngineDep, PersonDep
from api.routes.access.forms import (
    FORBIDDEN,
    ONESELF,
    Form,
    Input,
    OwnFields,
    Tongue,
    sent_on,
    sent_to_prove,
    shown,
    shown_anew,
)
from api.routes.access.webhook_shelf import WEBHOOKS
from engine import Refusal
from engine.access.organisations import Changes

if TYPE_CHECKING:
    from engine import Engine
    from engine.access.identity import Identity

router = APIRouter(include_in_schema=False)
MOST_DIGITS = 9
ORGANISATION = "/organisation"


@router.get(ORGANISATION)
def show_organisation(request: Request, engine: EngineDep, caller: PersonDep) -> Response:
    """Show an owner what the organisation is called and how long it keeps what has ended, to be changed."""
    return shown(request, _organisation_form(request, _fields_now(engine, caller)))


@router.post(ORGANISATION)
def change_organisation(request: Request, engine: EngineDep, caller: PersonDep, fields: OwnFields) -> Response:
    """Change it, or show the form again; who has to prove who he is does so first."""
    if fields is None:
        return shown_anew(request, _organisation_form(request, _fields_now(engine, caller)))
    changes = Changes(fields.get("name", ""), _days_of(fields.get("keeps_days", "").strip()))
    no = engine.access.organisations.change(caller, changes)
    if no is None:
        return sent_on(ONESELF)
    if no.message == "proof_needed":
        return sent_to_prove(request, no, ORGANISATION)
    return shown(request, _organisation_form(request, fields), said(request, no), FORBIDDEN)


def _fields_now(engine: Engine, caller: Identity) -> dict[str, str]:
    """Return what an owner is shown, to be changed. Raises Denied for others."""
    if not caller.may_manage():
        raise Denied(Refusal("not-yours", "for_owners"))
    days = engine.access.keeping.keeps(caller.organisation)
    name = engine.access.organisations.name(caller.organisation) or ""
    return {"name": name, "keeps_days": str(days or "")}


def _organisation_form(request: Request, fields: dict[str, str]) -> Form:
    say = Tongue(request)
    inputs = [
        Input("name", say("organisation_name"), "text", "organization", fields.get("name", "")),
        Input("keeps_days", say("keeps_days"), "number", "off", fields.get("keeps_days", ""), say("keeps_days_help"),
              required=False),
    ]  # fmt: skip
    return Form(
        say("organisation"), ORGANISATION, say("save"), inputs, [say("keeps_help")],
        links={WEBHOOKS: say("hooks_all"), ONESELF: say("back")}, is_own=True,
    )  # fmt: skip


def _days_of(typed: str) -> int | None:
    """Return days as they were typed: none for ever; what is no number of days is too few."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
    return None if not typed else int(typed) if is_number else 0
