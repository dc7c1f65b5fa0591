"""For whom a form was drawn: a mark that nobody else can make, so that a page left open acts for nobody else.

Its key is the secret of the session, which the browser sends along anyway and nothing else knows; where there are no
accounts, everybody acts for everybody, and it keeps seats apart and nothing secret.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from api.cookies import SESSION, read_cookie
from api.denials import Denied
from api.dependencies import identity_of, settings_of
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from fastapi import Request

    from engine.access.identity import Identity

BETWEEN = "\0"  # stands in no id, and in nothing that is named by one
HELD = 16
OPEN = b"open"


@dataclass(frozen=True, slots=True)
class Signer:
    """Marks what is drawn for one account in one session, and, of a process, from one seat."""

    key: bytes
    who: tuple[str, ...]

    def mark(self, *what: str) -> str:
        """Return the mark of something that is drawn."""
        told = BETWEEN.join((*self.who, *what)).encode()
        return hmac.new(self.key, told, "sha256").hexdigest()

    def fits(self, mark: str, *what: str) -> bool:
        """Tell whether a mark is the one of this."""
        return hmac.compare_digest(mark.encode(), self.mark(*what).encode())

    def new_id(self, *what: str) -> str:
        """Return an id for what comes of something that is drawn: the same each time, and known to nobody before."""
        return str(UUID(bytes=bytes.fromhex(self.mark("id", *what))[:HELD], version=4))


def signer_for(request: Request, process: str, seat: str | None) -> Signer | None:
    """Return what marks forms for whoever asks; None for whom none are drawn: without a seat, or by a token."""
    if seat is None:
        return None
    if identity_of(request) is None:
        return Signer(OPEN, ("", "", process, seat))
    return _signer_in_session(request, process, seat)


def signer_of_account(request: Request) -> Signer | None:
    """Return what marks forms about the account of whoever is signed in; None for whoever is not, or by a token."""
    return _signer_in_session(request)


def signer_of_opener(request: Request) -> Signer:
    """Return what marks the forms of whoever may open processes here.

    Raises Denied for whoever is no facilitator of the organisation, or comes by a token.
    """
    identity = identity_of(request)
    if identity is None:
        return Signer(OPEN, ("", "", "open"))
    if not identity.may_open():
        raise Denied(Refusal("not-yours", "open_is_for_facilitators"))
    signer = _signer_in_session(request, "open")
    if signer is None:
        raise Denied(Refusal("not-yours", "for_people"))
    return signer


def may_open_here(identity: Identity | None) -> bool:
    """Tell whether somebody is shown the way to the pages of whoever opens processes."""
    return identity is None or (identity.session is not None and identity.may_open())


def _signer_in_session(request: Request, *where: str) -> Signer | None:
    identity = identity_of(request)
    secret = read_cookie(request, SESSION, is_https=settings_of(request).is_https)
    if identity is None or identity.session is None or secret is None:
        return None
    return Signer(secret.encode(), (identity.account or "", identity.session, *where))
