"""The conditions of a gate as sentences about anybody: `{party.name} has no mandate` is told as `A party has no …`."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from engine.authoring.drawing.chart import Gate, Line
from engine.authoring.drawing.tongue import lowered, raised
from engine.language.conditions import Group, Need, needs_in
from engine.language.quantities import Share
from engine.language.texts import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.drawing.tongue import Tongue

QUOTES = (("“", "”"), ("\u2018", "\u2019"), ("„", "”"), ('"', '"'), ("'", "'"))
OTHER_SIDE = {"a": "one_party", "b": "other_party"}
WHOSE = {"party": "party", "author": "participant"}  # of a record: the side it belongs to, and who wrote it


def gate_of(tongue: Tongue, group: Group) -> Gate:
    """Return a gate as it is declared: it is shut as long as these sentences hold."""
    while len(group.parts) == 1 and isinstance(group.parts[0], Group):
        group = group.parts[0]
    lines = tuple(_parts(tongue, group, 0))
    asked, advice = counts_in(tongue, group)
    counted = tongue.listed([*asked, *advice])
    any_of = tongue("shut_as_long_as_all" if group.kind == "any" and len(group.parts) > 1 else "shut_as_long_as")
    return Gate(f"{counted}. {any_of}", (asked or advice)[0], lines)


def counts_in(tongue: Tongue, group: Group) -> tuple[list[str], list[str]]:
    """Return how many conditions a gate has, and how much advice beside them; nothing where there is none."""
    needs = needs_in(group)
    advice = sum(need.advisory for need in needs)
    asked = [tongue.counted(len(needs) - advice, "condition")] if len(needs) > advice else []
    return asked, [tongue.counted(advice, "advice")] if advice else []


def _parts(tongue: Tongue, group: Group, depth: int) -> Iterator[Line]:
    for part in group.parts:
        if isinstance(part, Need):
            yield need_line(tongue, part, depth)
        elif len(part.parts) == 1 or (part.kind == group.kind and part.each is None and part.at_least is None):
            yield from _parts(tongue, part, depth)
        else:
            yield Line(tongue("one_of" if part.kind == "all" else "all_of"), "", part.kind, depth)
            yield from _parts(tongue, part, depth + 1)


def need_line(tongue: Tongue, need: Need, depth: int = 0) -> Line:
    """Return a condition by what it says where it is not met, and whose turn that is."""
    notes = [tongue("advice")] if need.advisory else []
    if need.at_least is not None and need.each:
        asked = need.at_least.written if isinstance(need.at_least, Share) else str(need.at_least.number)
        notes.append(tongue("enough", asked=asked))
    who = raised(tongue.people(need.owed_by)) if need.owed_by else ""
    return Line(sentence(tongue, need), "; ".join([*([who] if who else []), *notes]), "plain", depth)


def sentence(tongue: Tongue, need: Need) -> str:
    """Return what a condition says where it is not met, about anybody and anything."""
    kinds = {subject.name: subject.kind for subject in need.scope}
    kinds |= {subject.name: subject.kind for subject in need.each or ()}
    seen: set[str] = set()
    things: set[str] = set()

    def called(dotted: str) -> str:
        root, _, rest = dotted.partition(".")
        kind = kinds.get(root, root)
        if root in OTHER_SIDE and kind == "party" and root != kind:
            return tongue(OTHER_SIDE[root])
        if root == "case" or (root in seen and rest and rest.partition(".")[0] not in ("name", *WHOSE)):
            return f"“{field_title(tongue, kind, rest)}”"
        if kind not in ("party", "participant") and kind not in tongue.declared.roles | tongue.declared.records:
            return f"“{tongue.thing(kind)}”"
        whose = WHOSE.get(rest.partition(".")[0]) if kind in tongue.declared.records else None
        seen.add(root)
        things.add(tongue.a_thing(whose or kind))
        return tongue.a_thing(whose or kind)

    return raised(_unquoted(fill(tongue.text(need.unmet), called), things))


def _unquoted(text: str, things: set[str]) -> str:
    """Take quotes off what stands for a name: any topic is a topic, and not “a topic”."""
    for thing, (left, right) in product(things, QUOTES):
        text = text.replace(f"{left}{thing}{right}", thing)
    return text


def field_title(tongue: Tongue, record: str, dotted: str) -> str:
    """Return the title of a field of a record or of the case, else its name in words."""
    declared = tongue.declared
    fields = declared.case if record == "case" else getattr(declared.records.get(record), "fields", {})
    name = dotted.partition(".")[0]
    return lowered(tongue.text(fields[name].title)) if name in fields else dotted.replace("_", " ").replace(".", " ")
