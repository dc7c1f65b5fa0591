"""Whether another version of a method can take over a running process: all that the process has must keep its place.

What is asked is about the two methods and about phases, which everybody sees; never about what was recorded. So nothing
that few know of can keep a process from another version, and nothing that was written can lose its meaning or its
audience by one. What a method does not use any more stays declared; no phase need open it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from engine.language.conditions import Need
    from engine.language.declaration import FieldDeclared
    from engine.language.declaration.base import Part
    from engine.language.method import Method
    from engine.language.plan import Node

ROLE = ("of", "neutral", "accepted_by")
RECORD = ("per", "many", "seen_by", "sealed_until", "attribution", "shown_from")
FIELD = ("type", "seen_by", "of", "ordered")
DECISION = ("per", "about")
OF_CHILD = ("parent", "returns")
RUN = ("run", "each", "roles", "parties", "in_turn", "holds", "resumes")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What everybody sees of a process: the phases it `entered` so far, those in which it is `now`, by path.

    `running` are those that run children which go on; `is_child` where it is one itself.
    """

    entered: Collection[str]
    now: Collection[str]
    running: Collection[str] = ()
    is_child: bool = False


def without_place(old: Method, new: Method, where: Whereabouts) -> tuple[str, ...]:
    """Return what has no place in the new version, as where it stands in the file of the old: `records.note.per`.

    A child keeps to the ends it had, as its parent asks for those, and to what it reads of its parent and gives back;
    what runs goes on by the version by which it was begun.
    """
    return tuple(dict.fromkeys(_missing(old, new, where)))


def is_decided_alike(old: Method, new: Method, decision: str) -> bool:
    """Tell whether a vote that goes on is put and counted in the new version as it was when it was opened."""
    one, other = (method.declared.decisions[decision] for method in (old, new))
    return one.model_copy(update={"title": other.title}) == other


def is_asked_alike(old: Method, new: Method, condition: str) -> bool:
    """Tell whether a condition, by its address, asks the same in both versions: who waived one waived no other."""
    one, other = (method.needs.get(condition) for method in (old, new))
    return one is not None and other is not None and _asked(one) == _asked(other)


def _asked(need: Need) -> tuple[object, ...]:
    texts = [expression.text if expression else None for expression in (need.need, need.where)]
    return (*texts, need.scope, need.each, need.at_least, need.if_none, need.waivable_by)


def _missing(old: Method, new: Method, where: Whereabouts) -> Iterator[str]:
    before, after = old.declared, new.declared
    yield from (f"languages.{one}" for one in before.languages if one not in after.languages)
    yield from _changed("roles", before.roles, after.roles, ROLE)
    yield from _fields("case", before.case, after.case)
    yield from _changed("records", before.records, after.records, RECORD)
    for name in before.records.keys() & after.records.keys():
        yield from _fields(f"records.{name}.fields", before.records[name].fields, after.records[name].fields)
    yield from _changed("decisions", before.decisions, after.decisions, DECISION)
    for path in old.plan.nodes:
        if path in where.entered:
            yield from _phase(old, new, path, where)
    if where.is_child:
        yield from (f"ends.{end}" for end in after.ends if end not in before.ends)
        yield from (key for key in OF_CHILD if getattr(before, key) != getattr(after, key))
        yield from _read_besides(old, new)


def _read_besides(old: Method, new: Method) -> Iterator[str]:
    """Yield fields that a child would read of its parent, of which the parent was never asked whether all may."""
    for name in old.declared.parent or ():
        before, after = old.declared.records[name].fields, new.declared.records.get(name)
        yield from (f"records.{name}.fields.{one}" for one in (after.fields if after else ()) if one not in before)


def _changed(place: str, before: Mapping[str, Part], after: Mapping[str, Part], keys: Collection[str]) -> Iterator[str]:
    for name, declared in before.items():
        if name not in after:
            yield f"{place}.{name}"
        else:
            yield from _keys(f"{place}.{name}", declared, after[name], keys)


def _keys(place: str, before: Part, after: Part, keys: Collection[str]) -> Iterator[str]:
    yield from (f"{place}.{key}" for key in keys if getattr(before, key) != getattr(after, key))


def _fields(place: str, before: Mapping[str, FieldDeclared], after: Mapping[str, FieldDeclared]) -> Iterator[str]:
    """Yield what becomes of values that were filled in, and fields that nobody can have filled in."""
    yield from _changed(place, before, after, FIELD)
    for name, declared in before.items():
        if other := after.get(name):
            if declared.type == "link" and declared.to != other.to:
                yield f"{place}.{name}.to"
            if declared.optional and not other.optional:
                yield f"{place}.{name}.optional"
            gone = (declared.options or {}).keys() - (other.options or {}).keys()
            yield from (f"{place}.{name}.options.{one}" for one in declared.options or () if one in gone)
    yield from (f"{place}.{name}.optional" for name, one in after.items() if name not in before and not one.optional)


def _phase(old: Method, new: Method, path: str, where: Whereabouts) -> Iterator[str]:
    """Yield what becomes of a phase in which the process is or was: who was at its table saw what was shared there."""
    place = ".".join(old.plan.place(path))
    before, after = old.plan.nodes[path], new.plan.nodes.get(path)
    inside = f"{place}." if place else ""
    if after is None:
        yield place
        return
    if before.kind != after.kind:
        yield f"{inside}{'phases' if before.kind == 'leaf' else _inside(before)}"
    yield from (f"{inside}{key}" for key in ("table",) if before.declared.table != after.declared.table)
    if before.phase and after.phase and before.kind == "run":
        yield from _keys(place, before.phase, after.phase, RUN)
        if path in where.running and after.kind == "run" and old.child(path).digest != new.child(path).digest:
            yield f"{place}.run"
    if path in where.now and before.kind == after.kind == "tracks" and set(before.children) != set(after.children):
        yield f"{inside}tracks"


def _inside(node: Node) -> str:
    return {"sequence": "phases", "tracks": "tracks", "run": "run"}[node.kind]
