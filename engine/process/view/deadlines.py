"""What is due, as a reader may know of it: terms and votes for everybody, what one has to do oneself for oneself.

Whoever reads without taking part is told of all that the process as a whole knows is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.timing.keys import RANKS, kind_of, named_by
from engine.process.view.called import condition_of, due_title
from engine.process.view.messages import Message
from engine.process.view.ratification import ratification
from engine.process.view.shapes import Deadline
from engine.process.who import Seat

if TYPE_CHECKING:
    from engine.process.view.shapes import Owed
    from engine.process.view.telling import Telling

OWN = frozenset({"owed", "record", "every", "role", "catchup", "ratify"})
"""What concerns those alone who have to do it: in a calendar of somebody else it would only be in the way."""
LEFT_OUT = frozenset({"remind"})
"""A reminder is of a term, which is there itself."""
ANYONE = Seat()


def deadlines(telling: Telling) -> list[Deadline]:
    """Return what is due, the first to come first; nothing once the process has ended."""
    if telling.situation.end:
        return []
    takes_part = telling.sight.reader.participant in telling.situation.participants
    own, found = telling.of_own_turns(), []
    for key, at in telling.situation.all_due(telling.sight.may_know):
        kind, owed = kind_of(key), _owed(telling, key)
        mine = any(own.asks(one) for one in owed if one != ANYONE)
        if kind not in LEFT_OUT and (mine or not takes_part or kind not in OWN):
            text = telling.say(Message(f"deadline_{kind}", {"what": due_title(telling, key)}))
            turns = list(dict.fromkeys(telling.owed_seat(seat) for seat in owed))
            found.append(Deadline(key, kind, text, at, turns, mine))
    return sorted(found, key=lambda one: (one.due_at, RANKS[one.kind], one.text))


def _owed(telling: Telling, key: str) -> list[Seat]:
    """Return of whom it is asked that is due; nobody where the clock does it by itself."""
    kind, name = kind_of(key), named_by(key)
    match kind:
        case "owed":
            found = condition_of(telling, name.partition(":")[2])
            return [_seat(one) for one in telling.owed(found[0].owed_by, found[1])] if found else []
        case "record" | "every":
            known = telling.situation.records[name]
            writer = known.live.author if known.live else None
            return [Seat(None, known.party) if known.party else Seat(None, None, writer)]
        case "role":
            return [Seat(None, None, name.partition("/")[2])]
        case "catchup":
            return [Seat(None, name.partition("/")[0])]
        case "ratify":
            asked = ratification(telling, telling.situation.runs[name])
            return [_seat(one) for one in asked.owed_by] if asked else []
        case "run":
            run = telling.situation.runs[name]
            return [Seat(one.role, one.party, one.participant) for one in run.voters if one.id not in run.answered]
        case _:
            return []


def _seat(owed: Owed) -> Seat:
    return Seat(owed.role, owed.party.id if owed.party else None)
