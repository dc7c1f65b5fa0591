"""When access says no: which type of problem that is, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from api.language import wanted_language
from api.problems import CHALLENGE, problem
from api.security.notes import notes_of
from api.wording import access, say_in
from engine.process.refusal import Refusal
from engine.process.view import Message

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

T = TypeVar("T")
OWN_KINDS = {
    "sign_in_refused": "sign-in-refused",
    "proof_needed": "proof-needed",
    "link_unusable": "link-unusable",
    "invitation_unusable": "link-unusable",
    "account_unknown": "unknown",
}


class Denied(Exception):
    """What was asked of access is refused; becomes a problem."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def granted(answer: T | Refusal) -> T:
    """Return an answer of access. Raises Denied where it is a refusal."""
    if isinstance(answer, Refusal):
        raise Denied(answer)
    return answer


def is_denial(refusal: Refusal) -> bool:
    """Tell whether it is access that refuses, and not the method of a process."""
    return refusal.message in access.EN


def denied(request: Request, refusal: Refusal) -> Response:
    """Return a refusal of access as a problem."""
    kind = OWN_KINDS.get(refusal.message) or ("not-allowed" if refusal.kind == "not-yours" else refusal.kind)
    return problem(
        request,
        kind,
        said(request, refusal),
        headers=CHALLENGE if kind == "sign-in-refused" else None,
        index=refusal.index or None,
        pointer=refusal.pointer or None,
    )


def said(request: Request, refusal: Refusal) -> str:
    """Return the sentence of a refusal of access, and note why it was."""
    notes_of(request.scope).reason = refusal.message
    return say_in(wanted_language(request) or "en")(Message(refusal.message, refusal.values))


def install(app: FastAPI) -> None:
    """Let the app answer a refusal of access with a problem."""
    app.add_exception_handler(Denied, _denied)


def _denied(request: Request, error: Exception) -> Response:
    assert isinstance(error, Denied)  # noqa: S101 - it is registered for nothing else
    return denied(request, error.refusal)
