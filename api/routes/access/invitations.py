"""Invitations: made and taken back by whoever may invite, looked at and accepted by whoever has the link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from fastapi import APIRouter, Request, Response

from api.denials import Denied, granted
from api.dependencies import EngineDep, PersonDep, SettingsDep, identity_of
from api.json_body import PlainBody
from api.language import wanted_language
from api.places import public_url
from api.problems import Unreadable
from api.routes.access.bodies import Accepting, Inviting, Token, body_of, read_body
from api.routes.access.sessions import about, let_in
from api.routes.access.shapes import (
    InvitationAccepted,
    InvitationFound,
    InvitationSent,
    InvitationView,
    told_invitation,
)
from api.security.notes import notes_of
from api.sign_ins import tries_of
from engine.access.invitations import REFUSED, Guest, Wished

if TYPE_CHECKING:
    from engine.access.identity import Role
    from engine.access.invitations import Accepted

router = APIRouter(prefix="/v1/invitations", tags=["access"])


@router.post("", status_code=201, summary="Invite somebody", openapi_extra=body_of(Inviting))
def invite(
    request: Request, engine: EngineDep, caller: PersonDep, settings: SettingsDep, body: PlainBody
) -> InvitationSent:
    """Make a link for one person: to roles in the organisation, for an owner; or for a participant of a process.

    It is mailed as well, where this server mails, with a secret of its own.
    """
    asked = read_body(Inviting, body)
    wished = Wished(asked.email, cast("tuple[Role, ...]", tuple(asked.roles)), asked.process, asked.participant)
    language = (wanted_language(request) or "en") if asked.mail and request.app.state.mails else None
    made = granted(engine.access.invitations.make(caller, wished, timedelta(days=asked.days), language))
    notes_of(request.scope).about |= {"subject": made.invitation.id, "process": made.invitation.process}
    link = invitation_link(public_url(settings), made.secret)
    return InvitationSent(link, told_invitation(made.invitation), made.is_mailed)


@router.get("", summary="The invitations that wait")
def list_invitations(engine: EngineDep, caller: PersonDep) -> list[InvitationView]:
    """Return the invitations that wait: all of them for an owner, for others their own."""
    return [told_invitation(one) for one in engine.access.invitations.of(caller)]


@router.delete("/{invitation}", status_code=204, summary="Take an invitation back", response_class=Response)
def revoke_invitation(engine: EngineDep, caller: PersonDep, invitation: str) -> Response:
    """Take an invitation back: nobody comes in by it any more."""
    if not engine.access.invitations.revoke(caller, invitation):
        raise Unreadable("unknown", "there is no invitation by this id")
    return Response(status_code=204)


@router.post("/look", summary="What a link is for", openapi_extra=body_of(Token))
def look_at_invitation(request: Request, engine: EngineDep, body: PlainBody) -> InvitationFound:
    """Return what an invitation is for, which changes nothing."""
    asked = read_body(Token, body)
    tries_of(request).count(request)
    found = engine.access.invitations.look_at(asked.token.get_secret_value())
    if found is None:
        raise Denied(REFUSED)
    name = engine.access.organisations.name(found.organisation) or found.organisation
    return InvitationFound(name, found.email, list(found.roles), found.process, found.ends_at)


@router.post("/accept", status_code=201, summary="Accept an invitation", openapi_extra=body_of(Accepting))
def accept_invitation(
    request: Request, response: Response, engine: EngineDep, settings: SettingsDep, body: PlainBody
) -> InvitationAccepted:
    """Accept an invitation, which is used up by it. Whoever has an account must be signed in as it."""
    asked = read_body(Accepting, body)
    tries_of(request).count(request)
    already = identity_of(request)
    guest = Guest(
        asked.name, asked.password.get_secret_value() if asked.password else None, asked.email, already, about(request)
    )
    came = granted(engine.access.invitations.accept(asked.token.get_secret_value(), guest))
    note_accepted(request, came)
    if came.signed_in:
        let_in(request, response, engine, settings, came.signed_in)
    return InvitationAccepted(came.account, came.organisation, came.process, came.participant)


def note_accepted(request: Request, came: Accepted) -> None:
    """Note for the security log who accepted which invitation."""
    notes = notes_of(request.scope)
    notes.about |= {"organisation": came.organisation, "account": came.account}
    notes.about |= {"subject": came.invitation, "process": came.process}


def invitation_link(url: str, secret: str) -> str:
    """Return the link of an invitation."""
    return f"{url}/invitation?t={secret}"
