"""The page of a version of a method: what whoever is asked to consent to it has to know, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.methods.decisions import DecisionTold, decisions_told
from api.pages.methods.people import RoleTold, rights_told, roles_told
from api.pages.methods.records import FieldTold, RecordTold, case_told, records_told, written_by
from api.pages.methods.speaking import Fact, phase_name
from engine.authoring.drawing import draw
from engine.language.conditions import needs_in
from engine.language.declaration.decisions import Window
from engine.language.plan import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.methods.speaking import Speaker
    from engine.authoring.drawing.chart import End, Passage, Stage

WIDE, NARROW = 1080, 380


@dataclass(frozen=True, slots=True)
class Work:
    """Something that is written or decided in a phase, by whom; `name` is where the page tells more of it."""

    name: str
    title: str
    who: str


@dataclass(frozen=True, slots=True)
class PhaseTold:
    """A phase: what it is for, who sits at the table, what is written and decided in it, and how it goes on."""

    stage: Stage
    level: int
    guidance: str
    table: str
    written: list[Work]
    decided: list[Work]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of a method says. `pictures` are SVG of our own drawing, wide and for a phone."""

    title: str
    under: str
    summary: str
    source: str
    phases: list[PhaseTold]
    always: PhaseTold | None
    everywhere: tuple[Passage, ...]
    roles: list[RoleTold]
    rights: list[Fact]
    case: list[FieldTold]
    records: list[RecordTold]
    decisions: list[DecisionTold]
    ends: tuple[End, ...]
    terms: list[str]
    glossary: list[Fact]
    pictures: tuple[str, str]


def page_of(speaker: Speaker) -> Page:
    """Return the page of a method in the language of a speaker."""
    declared, chart, text = speaker.method.declared, speaker.chart, speaker.tongue.text
    root = _phase(speaker, ROOT, None)
    return Page(
        title=chart.title,
        under=chart.under,
        summary=chart.summary,
        source=text(declared.source),
        phases=[_phase(speaker, one.path, one) for one in chart.walk()],
        always=root if root.written or root.decided or chart.everywhere else None,
        everywhere=chart.everywhere,
        roles=roles_told(speaker),
        rights=rights_told(speaker),
        case=case_told(speaker),
        records=records_told(speaker),
        decisions=decisions_told(speaker),
        ends=chart.ends,
        terms=list(dict.fromkeys(_terms(speaker))),
        glossary=[Fact(text(one.word), text(one.meaning)) for one in declared.glossary.values()],
        pictures=(_picture(speaker, WIDE), _picture(speaker, NARROW)),
    )


def _picture(speaker: Speaker, width: int) -> str:
    return draw(speaker.method, speaker.chart, speaker.tongue, "svg", width, f"{speaker.method.id}-{width}")


def _phase(speaker: Speaker, path: str, stage: Stage | None) -> PhaseTold:
    node, declared = speaker.method.plan.nodes[path], speaker.method.declared
    names = node.declared.open or ()
    return PhaseTold(
        stage=stage or _nowhere(speaker),
        level=path.count("."),
        guidance=node.phase.guidance.say(speaker.language) if node.phase and node.phase.guidance else "",
        table=speaker.table(path) if path == ROOT or "." not in path or node.declared.table else "",
        written=[
            Work(f"record-{one}", speaker.tongue.thing(one), written_by(speaker, one))
            for one in names
            if one in declared.records
        ],
        decided=[
            Work(f"decision-{one}", speaker.tongue.thing(one), speaker.who(declared.decisions[one].voters, "and"))
            for one in names
            if one in declared.decisions
        ],
    )


def _nowhere(speaker: Speaker) -> Stage:
    """Return what stands for the method as a whole, where a phase is told."""
    first = speaker.chart.stages[0]
    return type(first)("", "", speaker.words("always"), "", "plain", "", (), (), "", ())


def _terms(speaker: Speaker) -> Iterator[str]:
    """Yield all that has to be done by some time."""
    words, tongue, method = speaker.words, speaker.tongue, speaker.method
    for path, node in method.plan.nodes.items():
        if node.declared.term is not None:
            clock = tongue.clock(node.declared.term)
            periods = [tongue.period(one) for one in node.declared.remind or ()]
            clock += f" ({words('remind', periods=tongue.listed(periods))})" if periods else ""
            name = phase_name(speaker, path)
            yield words("term_all", clock=clock) if path == ROOT else words("term_of", phase=name, clock=clock)
    for gate in method.gates.values():
        for need in needs_in(gate):
            if need.due is not None:
                told = speaker.sentence(need)
                yield words("term_due", text=told, clock=tongue.clock(need.due))
    for one in method.declared.decisions.values():
        if one.open_for is not None and not isinstance(one.open_for, Window):
            clock = tongue.clock(one.open_for)
            yield words("term_vote", decision=tongue.text(one.title), clock=clock)
