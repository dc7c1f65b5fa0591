"""The look of somebody who is signed in at a process, and the cookie by which his browser remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.cookies import LOOKED, read_cookie, set_cookie
from api.dependencies import identity_of, settings_of
from api.pages.looked import KEPT, Looked, Mark, key_of, read_marks, write_marks
from engine.journal.stores import utc_now

if TYPE_CHECKING:
    from fastapi import Request, Response

    from api.pages.desk import Desk


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a process, among the marks of the browser by which it is looked at."""

    key: str
    mark: Mark
    others: dict[str, Mark]
    is_https: bool

    def keep(self, response: Response) -> None:
        """Let the browser remember it."""
        text = write_marks(self.others | {self.key: self.mark})
        set_cookie(response, LOOKED, text, is_https=self.is_https, until=self.mark.last.at + KEPT)


def look_of(request: Request, desk: Desk) -> Look | None:
    """Return the look of whoever is signed in; None for programs, and where there are no accounts."""
    identity = identity_of(request)
    if identity is None or identity.session is None or identity.account is None:
        return None
    is_https = settings_of(request).is_https
    marks = read_marks(read_cookie(request, LOOKED, is_https=is_https))
    key = key_of(identity.account, desk.process)
    look = Looked(desk.telling.sight.changed_at(desk.situation), utc_now().replace(microsecond=0))
    known = marks.pop(key, None)
    return Look(key, known.now(look) if known else Mark(look, look), marks, is_https)
