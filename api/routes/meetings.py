"""The page of a meeting, and the screen in its room."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from api.dependencies import BUILD, EngineDep, answer, etag_of, tag_of, telling_as_a_whole
from api.pages.desk import desk_for, desk_of_the_room
from api.pages.meeting import MOST_ON_A_WALL, meeting_of
from api.routes.process_pages import Actor, Seat, page_tag, shown
from api.showing.board import board
from api.templating import PAGES
from api.wording.showing import words_for
from engine.process.view import progress

router = APIRouter(prefix="/processes", include_in_schema=False)
EVERY_SECONDS = 20


@router.get("/{process}/meetings/{session}")
def show_meeting(
    request: Request, engine: EngineDep, process: str, session: str, seat: Seat = None, actor: Actor = None
) -> Response:
    """Show a meeting: what there is to talk about, who is there, what was said and decided."""
    desk = desk_for(request, engine, process, seat or actor)
    meeting = meeting_of(desk, session)
    if meeting is None:
        raise HTTPException(404)
    return shown(request, engine, desk, "meeting.html", page_tag(request, desk, "meeting", session), meeting=meeting,
                 session=session)  # fmt: skip


@router.get("/{process}/meetings/{session}/screen")
def show_screen(request: Request, engine: EngineDep, process: str, session: str) -> Response:
    """Show a meeting large, for all who are in the room: told to nobody in particular, whoever opens it."""
    telling = telling_as_a_whole(engine, request, process)
    desk = desk_of_the_room(telling)
    meeting = meeting_of(desk, session, MOST_ON_A_WALL)
    if meeting is None:
        raise HTTPException(404)

    def page() -> bytes:
        template = PAGES.get_template("screen.html")
        return template.render(
            say=desk.say, words=words_for(telling.language), language=telling.language, meeting=meeting,
            board=board(telling, progress(telling)), seconds=EVERY_SECONDS,
        ).encode()  # fmt: skip

    return answer(request, page, tag_of(etag_of(telling), "screen", session, BUILD), "text/html")
