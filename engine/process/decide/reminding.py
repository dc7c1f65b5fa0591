"""Reminding: whoever lets people in tells some of them, for all to see, that it is their turn."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.process.events import TURN, PeopleTold
from engine.process.refusal import refuse
from engine.process.who import wanted_or_opener

if TYPE_CHECKING:
    from engine.language.method import Method
    from engine.process.commands import Remind
    from engine.process.situation import Situation
    from engine.process.turn import Turn
    from engine.process.who import Wanted

APART = timedelta(days=1)


def remind(turn: Turn, command: Remind) -> None:
    """Tell people that it is their turn, but for those who were told less than a day ago, by whomever.

    What waits for whom is not looked at: the mail is, when it is sent (`outbox/mail/news.py`).
    """
    turn.act(command, reminders(turn.method, turn.situation), "remind_not_yours")
    for index, one in enumerate(command.participants):
        person = turn.situation.participants.get(one)
        if person is None or person.left_at:
            raise refuse("unknown-thing", "participant_unknown", f"/participants/{index}", participant=one)
    known = turn.situation.reminded
    told = [one for one in dict.fromkeys(command.participants) if one not in known or known[one] + APART <= turn.at]
    if not told:
        raise refuse("not-now", "reminded_already", "/participants")
    turn.emit(PeopleTold(TURN, tuple(told)))


def reminders(method: Method, situation: Situation) -> tuple[Wanted, ...]:
    """Return who may remind people: whoever may admit them."""
    return wanted_or_opener(method, situation, method.declared.may.admit)
