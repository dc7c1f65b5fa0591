"""Labels: each event has one, the narrowest audience that may know it happened.

A label is an audience (`public`, `process`, `table:share#2`, `role:chair`, `party:town`, `party:town/role:envoy`,
`owner:anna`), or several joined by `|`, sorted: whoever is in one of them may know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.language.method import Method
    from engine.process.situation import Situation

PUBLIC = "public"
PROCESS = "process"
OR = "|"
NOBODY = "owner:"  # no participant is called so
WHOLE = "whole-process"  # where a phase would stand, for the table of the method; no phase can be called so


def table(path: str, visit: int) -> str:
    """Return the audience of the table of a phase in one of its visits."""
    return f"table:{path or WHOLE}#{visit}"


def table_of(method: Method, situation: Situation, phase: str) -> str:
    """Return the audience of the table around a phase in its latest visit; the process where there is no table."""
    at = method.plan.table_around(phase)
    return PROCESS if at is None else table(at, situation.visits[at].number)


def role(name: str) -> str:
    """Return the audience of all holders of a role."""
    return f"role:{name}"


def party(identity: str, role_name: str | None = None) -> str:
    """Return the audience of a party, or of the holders of a role in it."""
    return f"party:{identity}/role:{role_name}" if role_name else f"party:{identity}"


def owner(participant: str) -> str:
    """Return the audience of one participant."""
    return f"owner:{participant}"


def joined(situation: Situation, audiences: Iterable[str]) -> str:
    """Return the label of several audiences, without those that are inside another of them."""
    several = set(audiences)
    for wide in (PUBLIC, PROCESS):
        if wide in several:
            return wide
    return OR.join(sorted(one for one in several if _around(situation, one).isdisjoint(several)))


def widened(method: Method, situation: Situation, before: str, after: str) -> str:
    """Return the label for whoever may know by one label or the other; one of the two where it has the other inside."""
    if before and covers(method, situation, before, after):
        return before
    if not before or covers(method, situation, after, before):
        return after
    return joined(situation, [*before.split(OR), *after.split(OR)])


def covers(method: Method, situation: Situation, wide: str, narrow: str) -> bool:
    """Tell whether whoever may know by the narrow label may always know by the wide one too; an empty one is nobody."""
    there = set(_spelled_out(method, wide))
    return wide == narrow or all(
        one in there or not _around(situation, one).isdisjoint(there) for one in _spelled_out(method, narrow)
    )


def may_be_named(method: Method, situation: Situation, known_by: str, to: str) -> bool:
    """Tell whether the id of something may be told to whoever may know by the label `to`.

    What the whole process knows of has nothing to hide by its id.
    """
    return known_by in (PROCESS, PUBLIC) or covers(method, situation, known_by, to)


def _around(situation: Situation, audience: str) -> set[str]:
    """Return the audiences in which everybody of this one always is."""
    if audience == PUBLIC:
        return set()
    kind, _, name = audience.partition(":")
    around = {PUBLIC} if audience == PROCESS else {PUBLIC, PROCESS}
    if kind == "owner" and (person := situation.participants.get(name)) and person.party:
        around.add(party(person.party))
    if kind == "party" and "/" in name:
        around |= {party(name.partition("/")[0]), name.partition("/")[2]}
    return around


def _spelled_out(method: Method, label: str) -> list[str]:
    """Return the audiences of a label, a table as the roles that sit at it."""
    return [
        role(name) if name else one
        for one in label.split(OR)
        if one
        for name in (_roles_at(method, one) if one.startswith("table:") else ("",))
    ]


def _roles_at(method: Method, audience: str) -> tuple[str, ...]:
    path = audience.partition(":")[2].partition("#")[0]
    return method.plan.nodes["" if path == WHOLE else path].declared.table or ()
