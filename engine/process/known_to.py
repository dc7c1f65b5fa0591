"""Who may know what becomes of one condition for one subject: the process, unless it does not tell that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import labels
from engine.process.labels import may_be_named

if TYPE_CHECKING:
    from engine.language.conditions import Need
    from engine.language.method import Method
    from engine.process.situation import Situation, Subject


def known_to(method: Method, situation: Situation, need: Need, subject: Subject, *besides: str) -> str:
    """Return the label of what happens to a condition for a subject.

    Where the condition does not tell for whom it is met, or its subject is a record that fewer know of, it is known to
    those in the subject alone, and to the audiences `besides`. Where nobody is in it, to whoever opened the process.
    """
    known = [situation.records[one].label for one in subject if one in situation.records]
    hidden = [one for one in known if not may_be_named(method, situation, one, labels.PROCESS)]
    if need.tells_subjects and not hidden:
        return labels.PROCESS
    if hidden:
        return hidden[0]
    inside = [_audience(situation, one) for one in subject]
    audiences = [*besides, *(one for one in inside if one)] or [labels.owner(situation.opener)]
    return labels.joined(situation, audiences)


def _audience(situation: Situation, identity: str) -> str | None:
    if identity in situation.parties:
        return labels.party(identity)
    if identity in situation.participants:
        return labels.owner(identity)
    owner = situation.records[identity].party if identity in situation.records else None
    return labels.party(owner) if owner else None
