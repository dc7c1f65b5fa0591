"""Who sees what, in words: from what a method declares, so that it tells nothing of how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.sights import case_seen_by, is_owners, seen_by_of, stays_with_its_side
from engine.process.whereabouts import opening_phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.pages.desk import Desk

AND = {"en": "and", "nl": "en"}


def who_sees(desk: Desk, name: str, picked: Iterable[str] = (), *, mine: bool = False) -> str:
    """Return who sees the records of a type, or the runs of a decision, once they are shared; `mine` is of my side."""
    declared = desk.method.declared
    kept = declared.records.get(name) or declared.decisions[name]
    return _joined(desk, [*_said(desk, name, kept.seen_by, tuple(picked), mine=mine)])


def fields_seen(desk: Desk, record: str, picked: Iterable[str] = (), *, mine: bool = False) -> dict[str, str]:
    """Return by name the fields that fewer see than their record, with who does."""
    names = tuple(picked)
    declared = desk.method.declared
    narrow = {name: seen_by_of(declared, record, name) for name in declared.records[record].fields}
    return {
        name: _joined(desk, [*_said(desk, record, seen_by, names, mine=mine)])
        for name, seen_by in narrow.items()
        if seen_by is not None
    }


def case_seen(desk: Desk) -> dict[str, str]:
    """Return by name what is asked at opening that fewer see than the process, with who does."""
    narrow = {name: case_seen_by(desk.method.declared, name) for name in desk.method.declared.case}
    return {name: _joined(desk, [*_said(desk, name, one, (), mine=False)]) for name, one in narrow.items() if one}


def own_side(desk: Desk, name: str) -> str:
    """Return who sees what the reader drafts: his party, or he alone."""
    kept = desk.method.declared.records.get(name)
    party = desk.telling.party(desk.party)
    return desk.say("you") if party is None or (kept and is_owners(kept.seen_by)) else party.name


def stays_apart(desk: Desk, record: str) -> bool:
    """Tell whether others never see who wrote a record of a type."""
    return stays_with_its_side(desk.method.declared, record)


def _said(desk: Desk, name: str, seen_by: Iterable[str], picked: tuple[str, ...], *, mine: bool) -> Iterator[str]:
    party = desk.telling.party(desk.party) if mine else None
    wide = {"public", "process"} & set(seen_by)
    for sight in sorted(seen_by, key=lambda one: one not in wide):
        match sight:
            case "public" | "process":
                yield desk.say(f"sees_{sight}")
                return
            case "owner":
                yield desk.say("you") if mine else desk.say("sees_owner")
            case "party":
                yield party.name if party else desk.say("you" if mine else "sees_own_party")
            case "picked":
                names = ", ".join(picked)
                yield desk.say("sees_picked_who", who=names) if names else desk.say("sees_picked")
            case "table":
                yield _table(desk, name)
            case role:
                yield desk.telling.role(role) if role in desk.method.declared.roles else role


def _table(desk: Desk, name: str) -> str:
    paths = [one for one in desk.method.plan.nodes if one in desk.method.opened_in.get(name, ())]
    is_near = any(path in desk.situation.visits for path in paths)
    at = desk.method.plan.table_around(opening_phase(desk.method, desk.situation, name)) if is_near else None
    sits = desk.method.plan.nodes[at].declared.table if at is not None else None
    roles = ", ".join(desk.telling.role(one) for one in sits or ())
    return desk.say("sees_table", roles=roles) if roles else desk.say("sees_table_bare")


def _joined(desk: Desk, several: list[str]) -> str:
    *before, last = list(dict.fromkeys(several)) or [desk.say("sees_owner")]
    link = AND.get(desk.telling.language, AND["en"])
    return f"{', '.join(before)} {link} {last}" if before else last
