"""The parts of the page of a process that are told as they are: decisions, terms, holds, waivers, families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.forms.ballots import option_called
from engine.process.view import deadlines, deposits, sessions

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from api.pages.gates import Gates, Line
    from api.pages.people import Company
    from engine.process.view.shapes import Decision, Hold, Progress, SessionView, Waiver

MOST = 40
MOST_HELD = 5
MEETINGS = {"planned": "water", "moved": "owed", "held": "met", "called_off": "late"}
KINDS = {"open": "owed", "accepted": "met", "ratified": "met", "rejected": "late", "lapsed": ""}


@dataclass(frozen=True, slots=True)
class Told:
    """Something with a title, a tag, and lines that say more; `lists` are lists inside it, by what they are called.

    `href` is where all of it stands.
    """

    title: str
    tag: str
    kind: str
    lines: list[str]
    lists: list[tuple[str, list[str]]]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A time in which the process waits, with what would end it."""

    title: str
    lines: list[str]
    conditions: list[Line]


@dataclass(frozen=True, slots=True)
class Linked:
    """Something that has a page of its own, or is only named."""

    title: str
    href: str
    note: str


def decisions_told(desk: Desk, told: Progress) -> list[Told]:
    """Tell the runs that count now, the latest first."""
    return [decision_told(desk, one) for one in reversed(told.decisions)][:MOST]


def decision_told(desk: Desk, one: Decision) -> Told:
    """Tell one run: its state, how the votes fell, and how far it is ratified."""
    say, instant, tally = desk.say, desk.telling.instant, one.tally
    run = desk.situation.runs[one.run]
    waits = one.state == "accepted" and one.ratification is not None and one.ratification.ratified_at is None
    lines = [say("voted", cast=tally.cast, eligible=tally.eligible)]
    if one.state == "open" and tally.silent:
        lines[0] += f", {say('silent', silent=tally.silent)}"
    lines += [say("won", what=", ".join(one.chosen))] if one.chosen else []
    lines.append(say("opened_on", when=instant(one.opened_at)))
    lines += [say("closes", when=instant(one.due_at))] if one.due_at else []
    lines += [say("closed_on", when=instant(one.closed_at))] if one.closed_at else []
    fallen = [f"{option_called(desk, run, name)}: {number}" for name, number in tally.counts.items()]
    return Told(
        one.title, say("state_awaits" if waits else f"state_{one.state}"), "owed" if waits else KINDS[one.state], lines,
        [*([(say("tally"), fallen)] if fallen else []), *_ratification(desk, one)],
        desk.address("decisions", one.run),
    )  # fmt: skip


def waivers_told(desk: Desk, company: Company, told: Progress) -> list[Told]:
    """Tell the waivers, the latest first."""
    return [_waiver(desk, company, one) for one in reversed(told.waivers)][:MOST]


def holds_now(desk: Desk, gates: Gates, told: Progress) -> list[Held]:
    """Tell the holds that go on, each with what keeps it."""
    return [_held(desk, gates, one) for one in told.holds if one.ended_at is None]


def holds_before(desk: Desk, told: Progress) -> list[str]:
    """Tell the holds that are over, but for those of a gate that were over in the minute in which they began.

    These come of an act that breaks a standing gate on the way to what it does.
    """
    instant = desk.telling.instant
    over = [(one, instant(one.began_at), instant(one.ended_at)) for one in told.holds if one.ended_at]
    kept = [each for each in over if each[0].reason or each[1] != each[2]]
    return [f"{one.text}, {desk.say('hold_over', from_=began, to=ended)}" for one, began, ended in kept[-MOST:]]


def terms_told(desk: Desk) -> list[tuple[str, str, bool]]:
    """Tell what is due: what, when, and whether it is the reader's."""
    return [(one.text, desk.telling.instant(one.due_at), one.mine) for one in deadlines(desk.telling)][:MOST]


def catch_up_told(desk: Desk, company: Company, told: Progress) -> list[Told]:
    """Tell what parties that came late owe still."""
    say, instant = desk.say, desk.telling.instant
    return [
        Told(one.text, say("overdue") if one.overdue else "", "late" if one.overdue else "",
             [one.party.name, *([say("turn", who=company.whose(one.owed_by))] if one.owed_by else []),
              *([say("due", when=instant(one.due_at))] if one.due_at else [])], [])
        for one in told.catch_up[:MOST]
    ]  # fmt: skip


def deposits_told(desk: Desk) -> list[tuple[str, str, bool]]:
    """Tell who has closed a deposit that is not opened yet: of what, whose, and whether."""
    waiting = [one for one in deposits(desk.telling) if one.released_at is None]
    return [(one.title, ", ".join(each.name for each in one.subject), one.sealed_at is not None) for one in waiting][
        :MOST
    ]


def meetings_told(desk: Desk) -> list[Told]:
    """Tell the meetings that are to come, those of this visit that were called off, and the last that were held."""
    known = sessions(desk.telling)
    planned = [one for one in known if one.state == "planned"][:MOST]
    held = [one for one in reversed(known) if one.state == "held"][:MOST_HELD]
    return [_meeting(desk, one) for one in [*planned, *_called_off(desk, known), *held]]


def meetings_changed(desk: Desk) -> list[Told]:
    """Tell the meetings to come that were moved, and those of this visit that were called off."""
    known = sessions(desk.telling)
    moved = [one for one in known if one.state == "planned" and one.moved_from]
    return [_meeting(desk, one) for one in [*moved[:MOST_HELD], *_called_off(desk, known)]]


def meeting_changed(desk: Desk, one: SessionView) -> str:
    """Return in a sentence that a meeting was moved, while it is to come, or called off; nothing where it was not."""
    if one.state == "called_off":
        return desk.say("meeting_why_off", reason=one.reason or "")
    if one.state == "planned" and one.moved_from:
        return desk.say("meeting_moved_from", before=desk.telling.instant(one.moved_from))
    return ""


def _called_off(desk: Desk, known: list[SessionView]) -> list[SessionView]:
    """Return the last meetings that were called off, of the visits of phases that go on: no clock says when to stop."""
    visits, meetings = desk.situation.visits, desk.situation.sessions
    off = [one for one in known if one.state == "called_off" and desk.situation.is_now(one.phase.id)]
    return [one for one in reversed(off) if visits[one.phase.id].number == meetings[one.id].visit][:MOST_HELD]


def _meeting(desk: Desk, one: SessionView) -> Told:
    changed = meeting_changed(desk, one)
    is_moved = one.state == "planned" and bool(changed)
    lines = [desk.telling.instant(one.starts_at), *([changed] if changed else [])]
    tag = desk.say("meeting_moved" if is_moved else f"meeting_{one.state}")
    return Told(one.title, tag, MEETINGS["moved" if is_moved else one.state], lines, [],
                desk.address("meetings", one.id))  # fmt: skip


def family_told(desk: Desk, told: Progress, knows: frozenset[str]) -> list[Linked]:
    """Tell the processes that were begun here; those of which the reader may know have a link."""
    return [
        Linked(one.title, f"/processes/{one.id}" if one.id in knows else "", one.outcome_title or desk.say(one.state))
        for one in told.children[-MOST:]
    ]


def _ratification(desk: Desk, one: Decision) -> list[tuple[str, list[str]]]:
    told, say = one.ratification, desk.say
    if told is None:
        return []
    answers = [
        say("ratified_who", who=each.by.name, answer=say(f"answer_{each.answer}"))
        + (f" ({each.conditions})" if each.conditions else "")
        for each in told.answers
    ]
    owed = [say("turn", who=each.text) for each in told.owed_by]
    due = [say("ratify_by", when=desk.telling.instant(told.due_at))] if told.due_at else []
    return [(say("do_ratify", what=one.title), [*answers, *owed, *due])] if answers or owed else []


def _waiver(desk: Desk, company: Company, one: Waiver) -> Told:
    say, instant = desk.say, desk.telling.instant
    lines = [say("waiver_reason", reason=one.reason)]
    by = ", ".join(each.text for each in one.proposed_by) or "…"
    lines.append(say("waiver_by", who=by, when=instant(one.proposed_at)))
    lines += [say("waiver_waits", who=company.whose(one.owed_by))] if one.owed_by else []
    lines += [say("waiver_until", when=instant(one.until))] if one.until else []
    about = ", ".join(each.name for each in one.subject)
    title = f"{one.text} ({about})" if about and about not in one.text else one.text
    return Told(title, say(f"waiver_{one.state}"), "waived", lines, [])


def _held(desk: Desk, gates: Gates, one: Hold) -> Held:
    say, instant = desk.say, desk.telling.instant
    lines = [one.reason] if one.reason else []
    since = say("hold_since", when=instant(one.began_at))
    lines.append(f"{since}, {say('hold_until', when=instant(one.until))}" if one.until else since)
    group = desk.method.gates.get(f"gate:{one.gate.id}") if one.gate else None
    return Held(one.text, lines, gates.lines(one.gate, group, one.phase.id if one.phase else "") if one.gate else [])
