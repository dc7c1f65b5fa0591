"""The page of a meeting: an agenda drawn from what is missing, who was there, what was said and what was decided.

The screen in the room is told to nobody in particular: of what it shows, all who take part may know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.forms.making import form_for
from api.pages.forms.shapes import Target
from api.pages.forms.signing import NO
from api.pages.parts import Told, decision_told, meeting_changed
from engine.process.view import deadlines, progress, sessions
from engine.process.view.gates import missing_in
from engine.process.view.moves import counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.pages.desk import Desk
    from engine.process.view import Telling
    from engine.process.view.shapes import Deadline, Decision, Missing, Owed, Progress, SessionView

MOST, MOST_ON_A_WALL = 12, 4  # where nobody scrolls
KINDS = {"planned": "water", "held": "met", "called_off": "late"}


@dataclass(frozen=True, slots=True)
class Point:
    """Something to talk about: what it is about, what there is to say of it, whose turn it is and by when."""

    text: str
    whose: str
    due_at: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A point of the agenda: a gate ahead, votes that go on, or terms; `more` is how many points have no room."""

    title: str
    points: list[Point]
    more: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """All that the page of a meeting tells."""

    title: str
    state: str
    kind: str
    phase: str
    when: str
    agenda: str
    topics: list[Topic]
    present: list[str]
    minutes: str
    decided: list[Told]
    attend: str
    anew: str
    call_off: str
    changed: str
    is_off: bool


def meeting_of(desk: Desk, session: str, most: int = MOST) -> Meeting | None:
    """Return the page of a meeting for its reader, with so many points of a topic; None where there is no such one."""
    one = next((each for each in sessions(desk.telling) if each.id == session), None)
    if one is None:
        return None
    told = progress(desk.telling)
    return Meeting(
        title=one.title,
        state=desk.say(f"meeting_{one.state}"),
        kind=KINDS[one.state],
        phase=one.phase.name,
        when=desk.telling.instant(one.starts_at),
        agenda=one.agenda or "",
        topics=topics(desk, told, most) if one.state == "planned" else [],
        present=[each.name for each in one.present],
        minutes=one.minutes or "",
        decided=[decision_told(desk, each) for each in told.decisions if _was_decided_in(one, each)],
        attend=_form(desk, Target.of("attend", session=one.id)),
        anew=_form(desk, Target.of("plan", session=one.id)),
        call_off=_form(desk, Target.of("plan", session=one.id, answer=NO)),
        changed=meeting_changed(desk, one),
        is_off=one.state == "called_off",
    )


def _form(desk: Desk, target: Target) -> str:
    """Return where a form is that the reader is given of this meeting now; nothing where he is given none."""
    return desk.address("form", **target.asked) if form_for(desk, target) else ""


def topics(desk: Desk, told: Progress, most: int) -> list[Topic]:
    """Return what there is to talk about: what keeps the gates ahead shut, votes that go on, and terms."""
    telling = desk.telling
    ways = [one for one in told.moves if counts(telling, one)]
    gates = [one.gate for one in ways if one.gate and not one.gate.met]
    votes = [_vote(desk, telling, one) for one in told.decisions if one.state == "open"]
    found = [
        *(_topic(one.title, _missing(telling, missing_in(one.conditions)), most) for one in gates),
        _topic(desk.say("agenda_votes"), votes, most),
        _topic(desk.say("terms"), (_term(telling, one) for one in deadlines(telling)), most),
    ]
    return [one for one in found if one.points]


def _topic(title: str, points: Iterable[Point], most: int) -> Topic:
    found = list(dict.fromkeys(points))
    return Topic(title, found[:most], max(0, len(found) - most))


def _missing(telling: Telling, several: Iterable[Missing]) -> Iterator[Point]:
    for one in several:
        yield Point(one.text, _whose(one.owed_by), telling.instant(one.due_at) if one.due_at else "")


def _vote(desk: Desk, telling: Telling, one: Decision) -> Point:
    voted = desk.say("voted", cast=one.tally.cast, eligible=one.tally.eligible)
    return Point(f"{one.title}: {voted}", "", telling.instant(one.due_at) if one.due_at else "")


def _term(telling: Telling, one: Deadline) -> Point:
    return Point(one.text, _whose(one.owed_by), telling.instant(one.due_at))


def _whose(owed: Iterable[Owed]) -> str:
    return ", ".join(dict.fromkeys(one.text for one in owed))


def _was_decided_in(meeting: SessionView, one: Decision) -> bool:
    """Tell whether a decision was put to the vote or closed while a meeting went on."""
    times = [at for at in (one.opened_at, one.closed_at) if at is not None]
    is_over = meeting.state != "planned"
    return meeting.state != "called_off" and any(
        at >= meeting.starts_at and (not is_over or (meeting.ended_at is not None and at <= meeting.ended_at))
        for at in times
    )
