"""The page of a process: where it stands, what is asked of its reader, and what keeps the gate ahead shut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages import parts
from api.pages.forms.adopting import adopters
from api.pages.gates import Gates
from api.pages.history import latest_lines
from api.pages.lenses import lenses_told
from api.pages.people import Company
from api.pages.supply import Supply
from engine.process.view import progress, todo
from engine.process.view.moves import counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.desk import Desk
    from api.pages.drawing import Drawn
    from api.pages.gates import Ahead, Back
    from api.pages.history import Day
    from api.pages.lenses import Glass
    from api.pages.people import Sitting
    from engine import Engine
    from engine.process.view.shapes import Level, Move, Phase, Progress, Todo

KINDS = {"open": "water", "held": "hold", "ended": ""}
MOST_TURNS = 30
RECENT = 8


@dataclass(frozen=True, slots=True)
class Lane:
    """A phase inside the one where we are."""

    name: str
    status: str
    state: str
    when: str


@dataclass(frozen=True, slots=True)
class Step:
    """A phase on the map."""

    number: int
    name: str
    status: str
    state: str
    when: str
    is_late: bool
    lanes: list[Lane]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is asked; `acts` are what supplies it, each with where it is done."""

    text: str
    due: str
    acts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and what all of that is."""

    who: str
    things: list[Asked]


@dataclass(frozen=True, slots=True)
class Place:
    """The reader's own place: who he is here, what is asked of him, and what else he can do."""

    me: str
    heading: str
    note: str
    asked: list[Asked]
    meetings: list[parts.Told]
    links: list[tuple[str, str]]
    forms: list[Drawn]
    others: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of a process tells."""

    title: str
    method: str
    versions: str
    state: str
    kind: str
    notices: list[str]
    facts: list[str]
    steps: list[Step]
    level: str
    percent: int | None
    place: Place
    ahead: list[Ahead]
    back: list[Back]
    holds: list[parts.Held]
    holds_before: list[str]
    decisions: list[parts.Told]
    terms: list[tuple[str, str, bool]]
    waivers: list[parts.Told]
    lenses: list[Glass]
    catch_up: list[parts.Told]
    deposits: list[tuple[str, str, bool]]
    meetings: list[parts.Told]
    children: list[parts.Linked]
    parent: str
    turns: list[Turn]
    reminding: str
    people: list[Sitting]
    people_acts: list[tuple[str, str]]
    notes: list[tuple[str, str]]
    recent: list[Day]
    seats: list[tuple[str, str]]
    seats_next: list[tuple[str, str]]


def page_of(engine: Engine, desk: Desk, account: str, knows: frozenset[str]) -> Page:
    """Return the page of a process for its reader; `knows` are the others of its family of which he may know."""
    told, company, supply = progress(desk.telling), Company(desk), Supply(desk, account)
    gates = Gates(desk, company, supply)
    ways = [one for one in told.moves if counts(desk.telling, one)]
    holds = parts.holds_now(desk, gates, told)
    ahead = [gates.ahead(one, number) for number, one in enumerate(_in_order(ways), 1)]
    back = [gates.back(one) for one in told.moves if one not in ways]
    place = _place(desk, company, supply, ahead, holds)
    return Page(
        title=told.title,
        method=f"{told.method.title} {told.method.version}",
        versions=desk.address("versions") if adopters(desk) else "",
        state=told.end.title if told.end else desk.say(told.state),
        kind="met" if told.end and told.end.verdict == "success" else KINDS[told.state],
        notices=[desk.say("rehearsal")] if told.rehearsal else [],
        facts=_facts(desk, company, told),
        steps=list(_steps(desk, told.phases)),
        level=_level(desk, told.progress),
        percent=told.progress.percent,
        place=place,
        ahead=ahead,
        back=back,
        holds=holds,
        holds_before=parts.holds_before(desk, told),
        decisions=parts.decisions_told(desk, told),
        terms=parts.terms_told(desk),
        waivers=parts.waivers_told(desk, company, told),
        lenses=lenses_told(desk),
        catch_up=parts.catch_up_told(desk, company, told),
        deposits=parts.deposits_told(desk),
        meetings=parts.meetings_told(desk),
        children=parts.family_told(desk, told, knows),
        parent=told.parent.id if told.parent and told.parent.id in knows else "",
        turns=_turns(desk, company, told),
        reminding=company.reminding(),
        people=company.sitting(),
        people_acts=company.acts(),
        notes=company.notes(),
        recent=latest_lines(engine, desk, RECENT),
        seats=company.seats() if desk.is_named else [],
        seats_next=company.seats_of(each for one in told.todo for each in one.owed_by) if desk.is_named else [],
    )


def _in_order(ways: list[Move]) -> list[Move]:
    """Return the steps that lead on: those that can be taken first, and at the end those that wait for other parts."""
    return sorted(ways, key=lambda one: (bool(one.waits_for), not one.open))


def _facts(desk: Desk, company: Company, told: Progress) -> list[str]:
    say, instant = desk.say, desk.telling.instant
    return [say("opened", when=instant(told.opened_at)), say("changed", when=instant(told.changed_at))]


def _level(desk: Desk, level: Level) -> str:
    if level.total is None or level.done is None:
        return ""
    return desk.say("level", done=level.done, total=level.total)


def _steps(desk: Desk, phases: list[Phase]) -> Iterator[Step]:
    for number, one in enumerate((one for one in phases if "." not in one.path), 1):
        here = one.status == "now"
        inner = [each for each in phases if each.path.startswith(f"{one.path}.")] if here else []
        yield Step(
            number, one.title, one.status, desk.say("here" if here else one.status), _when(desk, one), one.overdue,
            [Lane(each.title, each.status, desk.say("here" if each.status == "now" else each.status), _when(desk, each))
             for each in inner],
        )  # fmt: skip


def _when(desk: Desk, phase: Phase) -> str:
    if phase.due_at:
        return desk.say("was_until" if phase.overdue else "until", when=desk.telling.instant(phase.due_at))
    return ""


def _place(desk: Desk, company: Company, supply: Supply, ahead: list[Ahead], holds: list[parts.Held]) -> Place:
    me, say = company.me(), desk.say
    if me is None:
        return Place(say("no_place"), "", "", [], [], [], [], [])
    roles = ", ".join(one.title for one in me.roles) or say("no_role")
    word, party = ("place_for", me.party.name) if me.party else ("place_as", "")
    acts = _acts(ahead, holds)
    asked = [_asked(desk, one, acts) for one in todo(desk.telling)]
    asked.sort(key=lambda one: not one.acts)
    heading = say("asked_none") if not asked else say("asked_1") if len(asked) == 1 else say("asked", number=len(asked))
    note = say("no_forms") if desk.signer is None else "" if asked else say("asked_none_help")
    links, forms = supply.elsewhere(), supply.turns()
    return Place(
        say(word, name=me.name, roles=roles, party=party),
        heading,
        note,
        asked,
        parts.meetings_changed(desk),
        links,
        forms,
        list(supply.others()),
    )


def _asked(desk: Desk, one: Todo, acts: dict[str, list[tuple[str, str]]]) -> Asked:
    when = desk.say("due", when=desk.telling.instant(one.due_at)) if one.due_at else ""
    return Asked(one.text, when, acts.get(one.text, []))


def _acts(ahead: list[Ahead], holds: list[parts.Held]) -> dict[str, list[tuple[str, str]]]:
    """Return by its sentence what supplies what is missing, and where in the page it is done, or on which."""
    lines = [line for one in ahead for line in one.lines] + [line for one in holds for line in one.conditions]
    found = {one.asked: [(one.step.form.buttons[0].label, f"#{one.slug}")] for one in ahead if one.step}
    while lines:
        line = lines.pop()
        lines += line.lines
        for lack in line.lacks:
            first = [(one.form.title, f"#{one.slug}") for one in lack.forms[:1]]
            found |= {lack.text or line.text: first or lack.links} if first or lack.links else {}
    return found


def _turns(desk: Desk, company: Company, told: Progress) -> list[Turn]:
    """Return whose turn it is, each once, with all that is asked."""
    found: dict[str, list[Asked]] = {}
    for one in told.todo[:MOST_TURNS]:
        found.setdefault(company.whose(one.owed_by), []).append(_asked(desk, one, {}))
    return [Turn(who, things) for who, things in found.items()]
