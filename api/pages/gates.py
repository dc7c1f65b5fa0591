"""The gate ahead, condition by condition: what is met and missing, whose turn it is, and what supplies it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.language.conditions import Group, Need
from engine.language.plan import ROOT, ToEnd, ToPhase
from engine.process.view import Message
from engine.process.view.gates import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.pages.desk import Desk
    from api.pages.drawing import Drawn
    from api.pages.people import Company
    from api.pages.supply import Supply
    from engine.process.view.shapes import Condition, Gate, Missing, Move

MOST_LACKS = 40


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing for one subject, whose turn it is, until when and why; and forms or links that may supply it."""

    text: str
    whose: str
    is_mine: bool
    due: str
    because: list[str]
    forms: list[Drawn]
    waiver: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A condition, or a group of them with `lines` inside it."""

    verdict: str
    word: str
    text: str
    count: str
    note: str
    lacks: list[Lack]
    more: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A gate, the step behind it, and what lies in between."""

    slug: str
    heading: str
    title: str
    leads: str
    since: str
    notes: list[str]
    is_open: bool
    done: int
    total: int
    lines: list[Line]
    step: Drawn | None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    """A step back or out, or one that no gate keeps."""

    title: str
    leads: str
    notes: list[str]
    step: Drawn | None


class Gates:
    """Tells the gates of a process to one reader."""

    def __init__(self, desk: Desk, company: Company, supply: Supply) -> None:
        self._desk, self._company, self._supply = desk, company, supply

    def ahead(self, move: Move, number: int) -> Ahead:
        """Tell the gate of a step that leads on."""
        say, gate = self._desk.say, move.gate
        done, total = counted(gate.conditions) if gate else (0, 0)
        passes = (gate is None or gate.met) and not move.waits_for
        heading = say("gate_waits", move=move.title) if move.waits_for else say("gate_open")
        if gate is not None and not gate.met:
            heading = say("gate_shut", left=total - done, total=total)
        step = self._supply.step(move)
        lines = self.lines(gate, self._group(move), self._desk.method.plan.ways[move.id].owner) if gate else []
        return Ahead(
            f"gate-{number}", heading, gate.title if gate else move.title, self._leads(move), self._since(move),
            self._notes(move, has_form=step is not None), passes, done, total, lines, step,
            self._desk.telling.say(Message("move_is_open", {"move": move.title})) if step else "",
        )  # fmt: skip

    def back(self, move: Move) -> Back:
        """Tell a step that leads back or out."""
        step = self._supply.step(move)
        return Back(move.title, self._to(move), self._notes(move, has_form=step is not None), step)

    def lines(self, gate: Gate, group: Group | None, phase: str) -> list[Line]:
        """Tell the conditions of a gate that is judged in a phase: what is missing first."""
        parts = {one.id: one for one in group.parts} if group else {}
        found = [self._line(one, parts.get(one.id), phase) for one in gate.conditions]
        return sorted(found, key=lambda one: one.verdict not in ("unmet", "unknown"))

    def _group(self, move: Move) -> Group | None:
        return self._desk.method.gate_of_move(move.id)

    def _line(self, one: Condition, part: Need | Group | None, phase: str) -> Line:
        say = self._desk.say
        is_open = one.verdict in ("unmet", "unknown")
        lacks = [self._lack(each, part, phase) for each in one.missing] if is_open else []
        text = one.title or one.text or say(one.kind)
        if len(lacks) == 1 and lacks[0].text == text:
            lacks = [replace(lacks[0], text="")]
        if one.verdict == "met" and one.kind == "condition" and not one.title:
            text = say("met_before", text=one.text)
        count = say("count", met=one.need.met, of=one.need.of) if one.need else ""
        shown = lacks[:MOST_LACKS]
        more = say("hidden_more", number=len(lacks) - MOST_LACKS) if len(lacks) > MOST_LACKS else ""
        return Line(
            one.verdict, say(one.verdict), text, count, say("advice") if one.advisory else "", shown, more,
            [*self._inner(one, part, phase)],
        )  # fmt: skip

    def _inner(self, one: Condition, part: Need | Group | None, phase: str) -> Iterator[Line]:
        parts = {each.id: each for each in part.parts} if isinstance(part, Group) else {}
        yield from (self._line(each, parts.get(each.id), phase) for each in one.conditions)
        for subject in one.subjects if one.kind != "condition" else ():
            inner = [self._line(each, parts.get(each.id), phase) for each in subject.conditions]
            name = ", ".join(each.name for each in subject.subject)
            yield Line(subject.verdict, self._desk.say(subject.verdict), name, "", "", [], "", inner)

    def _lack(self, one: Missing, part: Need | Group | None, phase: str) -> Lack:
        say, telling = self._desk.say, self._desk.telling
        forms = self._supply.for_lack(one, part, phase) if isinstance(part, Need) else []
        due = say("due", when=telling.instant(one.due_at)) if one.due_at else ""
        mine = self._company.is_mine(one.owed_by)
        waiver = self._supply.waiver(one, part) if isinstance(part, Need) else ""
        links = self._links(one, part, phase) if mine and not forms and isinstance(part, Need) else []
        return Lack(one.text, self._company.whose(one.owed_by), mine, due, one.because, forms, waiver, links)

    def _links(self, one: Missing, part: Need, phase: str) -> list[tuple[str, str]]:
        """Return where else what is missing may be supplied: at another condition here, or on a page of its own."""
        again = self._supply.again(one, part, phase) if one.verdict == "unmet" else []
        return again or self._supply.people(one, part)

    def _leads(self, move: Move) -> str:
        return self._desk.say("leads_on", move=move.title, to=self._to(move))

    def _to(self, move: Move) -> str:
        """Return where a step leads, in words."""
        way, telling = self._desk.method.plan.ways[move.id], self._desk.telling
        match way.to:
            case ToPhase(target=target):
                return telling.phase(target)
            case ToEnd(end=end):
                return telling.text(self._desk.method.declared.ends[end].title)
            case _:
                return self._desk.say("towards_done")

    def _since(self, move: Move) -> str:
        owner = self._desk.method.plan.ways[move.id].owner
        visit = self._desk.situation.visits.get(owner)
        if visit is None or owner == ROOT:
            return ""
        return self._desk.say("since", when=self._desk.telling.instant(visit.entered_at))

    def _notes(self, move: Move, *, has_form: bool) -> list[str]:
        return [*self._waits(move), *self._takers(move, has_form=has_form), *self._clock(move)]

    def _waits(self, move: Move) -> Iterable[str]:
        if move.waits_for:
            yield self._desk.say("waits_for", phases=", ".join(one.name for one in move.waits_for))

    def _takers(self, move: Move, *, has_form: bool) -> Iterable[str]:
        if move.by and not has_form:
            word = "can_be_taken" if move.open else "will_be_taken"
            yield self._desk.say(word, who=self._company.whose(move.by))

    def _clock(self, move: Move) -> Iterable[str]:
        if move.due_at:
            yield self._desk.say("by_itself", when=self._desk.telling.instant(move.due_at))
        if move.left is not None:
            yield self._desk.say("left", number=move.left)
