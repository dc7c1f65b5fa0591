"""The log of a process as it grows, as server-sent events."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.cursors import read_cursor
from api.dependencies import ActorHeader, EngineDep, telling_now
from api.rates import caller_of
from api.streams import Streams
from api.stretches import Following

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

router = APIRouter(prefix="/v1/processes", tags=["processes"])
HEADERS = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no", "Vary": "Accept-Language, Sluis-Actor"}
Since = Annotated[str | None, Query(max_length=4_000, description="The cursor of the log, or an id of this stream.")]
LastEventId = Annotated[
    str | None,
    Header(alias="Last-Event-ID", max_length=4_000, description="The id of the last event had; goes before `since`."),
]
SeatQuery = Annotated[
    str | None,
    Query(alias="seat", max_length=64, description="As `Sluis-Actor`, for browsers, whose streams send no headers."),
]
EXAMPLE = 'retry: 2000\n\nid: eyJwcm9jZXNzIjogMX0\ndata: {"id": "…", "type": "Moved", "text": "…"}\n\n:\n\n'
ANSWERS = {
    200: {
        "description": (
            "Server-sent events. Each has as `data` a line of the log, as JSON, and as `id` the cursor behind it. "
            "A comment comes on a fixed beat. `event: ended` comes last, once the process has ended."
        ),
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
    },
    204: {"description": "The process has ended and you have all of it: do not come back."},
}


class EventStream(StreamingResponse):
    """A stream that has a seat among those of the server, and leaves it however it ends."""

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, reader: str, following: Following) -> None:
        super().__init__(streams.frames(following), headers=HEADERS)
        self.streams, self.reader = streams, reader

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what happens, until the reader goes or the stream ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.streams.leave_seat(self.reader)


@router.get("/{process}/stream", summary="What happens, as it happens", response_class=Response, responses=ANSWERS)  # type: ignore[arg-type]  # FastAPI's type is wider than it says
def read_stream(
    request: Request, engine: EngineDep, process: str, actor: ActorHeader = None, since: Since = None,
    last: LastEventId = None, seat: SeatQuery = None,
) -> Response:  # fmt: skip
    """Send the lines of the log behind `Last-Event-ID` or `since`, else from the first, and then each as it happens."""
    told = partial(telling_now, engine, request, process, actor or seat)
    following = Following(engine, told, read_cursor(last or since))
    if following.is_over():
        return Response(status_code=204, headers=HEADERS)
    streams: Streams = request.app.state.streams
    reader = caller_of(request.scope)
    streams.take_seat(reader)
    return EventStream(streams, reader, following)
