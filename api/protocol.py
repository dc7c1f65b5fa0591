"""HTTP on the wire: what cannot be read as a request is answered with a problem too, and whoever dawdles is left."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api import intake
from api.headers import completed
from api.problems import MEDIA_TYPE
from api.security.line import new_request
from api.security.watch import HEADER

if TYPE_CHECKING:
    from asyncio import Transport

log = logging.getLogger("sluis.api")
TOO_LARGE = 431
TITLES = {
    400: ("malformed", "Cannot be read", "this is no HTTP request"),
    TOO_LARGE: ("headers-too-large", "Headers too large", f"the headers are larger than {intake.MOST_HEADERS} bytes"),
}


class Protocol(H11Protocol):
    """One connection."""

    _dawdles: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn itself has it
        """Begin, and expect a request before long. Asyncio lets sockets that it did not make wait before they send."""
        super().connection_made(transport)
        if known := transport.get_extra_info("socket"):
            known.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a request that has begun has to be known by its headers before long."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._expect()
        else:
            self._expect_nothing()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no request, unless an answer is on its way already, and close."""
        error = sys.exception()
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._tell(status if status in TITLES else 400)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _tell(self, status: int) -> None:
        kind, title, detail = TITLES[status]
        told = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail, "instance": ""}
        body = json.dumps(told).encode()
        own = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode()), intake.CLOSE]
        own.append((HEADER, new_request().encode()))
        headers = completed(own, "/v1/", is_https=self.scheme == "https", has_guests=False)
        for event in (h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")

    def _expect(self) -> None:
        if self._dawdles is None:
            self._dawdles = self.loop.call_later(intake.SLOWEST, self.transport.close)

    def _expect_nothing(self) -> None:
        if self._dawdles is not None:
            self._dawdles.cancel()
            self._dawdles = None
