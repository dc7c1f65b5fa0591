"""What every request passes: who may ask from where, how large and slow it may be, and the headers of every answer.

Plain ASGI, around all else; an error that nobody foresaw ends here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request

from api.headers import completed
from api.intake import Intake, unfit
from api.places import OBJECTIONS, PREFLIGHT, Places, guest_of, invitation, objection
from api.problems import problem
from api.security.notes import notes_of
from engine.journal.store import storable

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Guard:
    """Refuses what may not come in, and completes what goes out."""

    def __init__(self, app: ASGIApp, places: Places) -> None:
        self.app, self.places = app, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        guest, intake, has_begun = guest_of(self.places, headers), Intake(receive, headers), False

        async def answer(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                own = [*message.get("headers", []), *(invitation(guest) if guest else [])]
                last = [one for one in await intake.farewell() if one not in own]
                message["headers"] = [*self._completed(own, scope["path"]), *last]
            await send(message)

        try:
            await self._pass(scope, headers, guest, intake.receive, answer)
        except ClientDisconnect:
            return
        except Exception as error:
            notes_of(scope).failed(error)
            if not has_begun:
                await _refuse(scope, answer, "busy", "This cannot be served now", {"Retry-After": "30"})
            raise  # whoever serves us writes it down

    async def _pass(
        self, scope: Scope, headers: dict[str, str], guest: str | None, receive: Receive, send: Send
    ) -> None:
        if kind := unfit(scope):
            await _refuse(scope, send, *kind, {"Connection": "close"})  # what comes next on it may be no request
        elif why := objection(self.places, scope["method"], headers):
            notes_of(scope).reason = why
            await _refuse(scope, send, "refused-origin", OBJECTIONS[why])
        elif guest and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await send({"type": "http.response.start", "status": 204, "headers": PREFLIGHT})
            await send({"type": "http.response.body", "body": b""})
        else:
            scope["path"] = storable(scope["path"])  # a NUL in it names nothing
            await self.app(scope, receive, send)

    def _completed(self, headers: list[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
        return completed(headers, path, is_https=self.places.is_https, has_guests=bool(self.places.guests))


async def _refuse(scope: Scope, send: Send, kind: str, detail: str, headers: dict[str, str] | None = None) -> None:
    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    await problem(Request(scope), kind, detail, headers=headers)(scope, nothing, send)
