"""What is noted about one request on its way, for the security log: the port by which routes tell what only they know.

Nothing here decides or looks anything up. Without a watch around the application, notes go nowhere.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from traceback import extract_tb
from typing import TYPE_CHECKING

from api.security.line import digest_of, id_in, new_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping
    from typing import Any

    from api.security.events import Event, Outcome

    Scope = MutableMapping[str, Any]
    Tell = Callable[[Event, Outcome, dict[str, str | None]], None]

NOTES = "sluis.notes"


@dataclass(slots=True)
class Notes:
    """One request: what it is called, what it is answered with and why, and what is known of what it tries.

    `tries` are acts that are done if the request is; of the others it is told at once.
    """

    request: str = field(default_factory=new_request)
    tell: Tell | None = None
    kind: str | None = None
    reason: str | None = None
    about: dict[str, str | None] = field(default_factory=dict)
    tries: list[tuple[Event, dict[str, str | None]]] = field(default_factory=list)
    has_told: bool = False

    def done(self, event: Event, **about: str | None) -> None:
        """Tell of what has happened."""
        if self.tell:
            self.tell(event, "done", about)

    def refused(self, event: Event, reason: str, token: str | None) -> None:
        """Tell why a token was refused; that is all there is to tell of the request."""
        self.has_told = True
        if self.tell:
            self.tell(event, "refused", {"reason": reason, "token": id_in(token)})

    def failed(self, error: BaseException) -> None:
        """Tell of what nobody foresaw: its kind and place. Its message may hold anything, so that is not told."""
        if self.tell:
            self.tell("error", "failed", {"error": place_of(error)})

    @contextmanager
    def trying(self, event: Event, **about: str | None) -> Iterator[None]:
        """Tell that something was done once what is inside is over; where it was not, its fate is the request's."""
        tried = (event, about)
        self.tries.append(tried)
        yield
        self.tries.remove(tried)
        self.done(event, **about)

    def came_in(self, organisation: str, account: str, session: str | None) -> None:
        """Note who came in: from now on it is he who asks."""
        self.about |= {"organisation": organisation, "account": account, "session": session, "token": None}

    def tried_at(self, organisation: str, email: str, account: str | None, own: str) -> None:
        """Note for whom somebody tries to come in: his account, or what tells one unknown address from others.

        An organisation is noted where it is the server's `own` or has that account: else it may be any text.
        """
        known = organisation if account or organisation == own else None
        self.about |= {"tried": digest_of(organisation, email), "account": account, "organisation": known}
        self.about |= {"session": None, "token": None}  # with whatever else he is signed in


def notes_of(scope: Scope) -> Notes:
    """Return the notes about a request."""
    found: Notes | None = scope.get(NOTES)
    if found is None:
        found = scope[NOTES] = Notes()
    return found


def place_of(error: BaseException) -> str:
    """Return what kind of error this is, and where it arose."""
    frames = extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('site-packages/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
