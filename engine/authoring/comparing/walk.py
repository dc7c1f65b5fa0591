"""Goes through two declarations side by side and lets the rule of each key tell what differs in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.authoring.comparing.both import Both, anything
from engine.authoring.comparing.describing import NOUNS, about_of, asked_of, described, sentence_of
from engine.authoring.comparing.difference import Difference, Effect, Group, Path, Said, Value
from engine.authoring.comparing.rules import RULE_OF
from engine.authoring.comparing.same import meant, name_of
from engine.authoring.comparing.saying import Speaker, listed
from engine.language.declaration import (
    ConditionOrGroup,
    FieldDeclared,
    Gate,
    Later,
)
from engine.language.declaration.base import Part
from engine.language.declaration.decisions import Ballot
from engine.language.declaration.people import May
from engine.language.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GROUP_OF: dict[str, Group] = {
    "roles": "may", "records": "records", "decisions": "decisions", "gates": "gates", "phases": "way", "tracks": "way",
    "ends": "way", "moves": "way", "fields": "records", "case": "records", "glossary": "words", "options": "records",
    "choice": "decisions", "ranking": "decisions",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """Two versions of one part: where it stands, what it is called, and who can say it.

    `guarded` is what asks for a gate, by its name; `asked` that of the gate in which this stands, and `lead` the
    condition in it.
    """

    path: Path
    about: str
    before: Speaker
    after: Speaker
    orders: Mapping[str, tuple[str, ...]]
    guarded: Mapping[str, str]
    asked: str = ""
    lead: str = ""

    def tells(self, said: Said, group: Group, key: str) -> Difference:
        """Return what was said of a key as a difference."""
        path = ".".join(str(step) for step in (*self.path, key) if step != "")
        return Difference(said.group or group, said.effect, self.about + self.asked, self.lead + said.text, path)

    def inside(self, *steps: str | int, about: str) -> Side:
        """Return the side of a part inside this one."""
        return replace(self, path=(*self.path, *steps), about=about)


def differences(side: Side, old: Part, new: Part) -> Iterator[Difference]:
    """Yield all that differs between two versions of a part, key by key. What means the same differs in nothing."""
    name = name_of(new)
    grouped = isinstance(old, Gate | ConditionOrGroup) and isinstance(new, Gate | ConditionOrGroup)
    if grouped:
        yield from _grouped(side, old, new)
    for field, info in type(new).model_fields.items():
        if grouped and field in ("all", "any"):
            continue
        key = info.alias or field
        was, now = getattr(old, field), getattr(new, field)
        if meant(was, f"{name}.{key}") != meant(now, f"{name}.{key}"):
            yield from _in_key(side, f"{name}.{key}", key, was, now)
        elif isinstance(was, dict) and isinstance(now, dict) and list(was) != list(now):
            yield side.tells(Said("changed", f"stand in another order now: {listed(now)}"), "words", key)


def _in_key(side: Side, address: str, key: str, was: Value, now: Value) -> Iterator[Difference]:
    if key == "gate":
        yield from _conditions(side, key, was or (), now or ())
    elif key in NOUNS and _are_things(was) and _are_things(now):
        yield from _things(side, key, was or {}, now or {})
    elif key == "while":
        yield from _standing(side, was or {}, now or {})
    elif isinstance(was, Part) and isinstance(now, Part) and isinstance(now, May | Ballot) and _alike(was, now):
        yield from differences(
            side.inside(key, about="The process as a whole" if key == "may" else side.about), was, now
        )
    else:
        rule = RULE_OF.get(address) or anything("way", key.replace("_", " "))
        for said in rule.tell(Both(was, now, side.before, side.after, side.orders)):
            yield side.tells(said, rule.group, key)


def _are_things(value: Value) -> bool:
    """Tell whether a value is several parts or titles by name, or nothing."""
    return value is None or (isinstance(value, dict) and all(isinstance(one, Part | Text) for one in value.values()))


def _alike(was: Part, now: Part) -> bool:
    """Tell whether two parts can be told key by key: a ballot is of one kind, and another kind is another ballot."""
    return not isinstance(was, Ballot) or (isinstance(now, Ballot) and was.kind == now.kind and was.number is None)


def _things(side: Side, key: str, was: dict[str, Value], now: dict[str, Value]) -> Iterator[Difference]:
    """Yield which of several named things are new, gone, called otherwise or changed, and whether they moved."""
    group, gone = GROUP_OF[key], {name: one for name, one in was.items() if name not in now}
    for name, thing in now.items():
        inner = side.inside(key, name, about=about_of(side.about, side.after, key, name, thing))
        if key == "gates" and name in side.guarded:
            inner = replace(inner, asked=f" ({side.guarded[name]})")
        if name in was:
            if isinstance(thing, Part):
                yield from differences(inner, was[name], thing)
            elif meant(was[name]) != meant(thing):
                yield from differences_in_text(inner, was[name], thing)
        elif former := next((one for one, other in gone.items() if meant(other) == meant(thing)), None):
            del gone[former]
            yield inner.tells(Said("changed", f"is called `{name}` in the file now; it was `{former}`"), group, "")
        else:
            yield inner.tells(Said(_more(thing), f"is new{described(side.after, thing)}"), group, "")
    for name, thing in gone.items():
        inner = side.inside(key, name, about=about_of(side.about, side.before, key, name, thing))
        yield inner.tells(Said("removed", f"is gone{described(side.before, thing)}"), group, "")
    kept = [name for name in now if name in was]
    if kept != [name for name in was if name in now]:
        moved: Group = group if key == "options" else "words"  # conditions can ask for more than one of the options
        yield side.tells(Said("changed", f"stand in another order now: {listed(kept)}"), moved, key)


def differences_in_text(side: Side, was: Value, now: Value) -> Iterator[Difference]:
    """Yield what differs in an option, which is only a title."""
    for said in RULE_OF["End.title"].tell(Both(was, now, side.before, side.after, side.orders)):
        yield side.tells(said, "words", "")


def _more(thing: object) -> Effect:
    """Tell what one more means: a field that must be filled in asks more than before."""
    return "stricter" if isinstance(thing, FieldDeclared) and not thing.optional else "added"


def _standing(side: Side, was: Mapping[str, Value], now: Mapping[str, Value]) -> Iterator[Difference]:
    for gate, then in now.items():
        follows = _follows(side.after, then)
        if gate not in was:
            said = Said("stricter", f"“{side.after.title(gate)}” must stay so now; when it does not: {follows}")
        elif meant(was[gate]) != meant(then):
            before = _follows(side.before, was[gate])
            said = Said("changed", f"when “{side.after.title(gate)}” is no longer so: {follows}; it was {before}")
        else:
            continue
        yield side.tells(said, "gates", f"while.{gate}")
    for gate, then in was.items():
        if gate not in now:
            said = Said(
                "looser",
                f"“{side.before.title(gate)}” need not stay so any longer; it led to {_follows(side.before, then)}",
            )
            yield side.tells(said, "gates", f"while.{gate}")


def _follows(speaker: Speaker, then: object) -> str:
    if not isinstance(then, Later):
        return "all is on hold"
    if then.tell is not None:
        return f"{speaker.who(then.tell)} is told"
    return f"after {speaker.value(then.after)} the step {then.move} is taken"


def _grouped(side: Side, old: Value, new: Value) -> Iterator[Difference]:
    """Yield what differs among the conditions under `all` or `any`, and whether one of them is enough now."""
    key = "any" if new.any is not None else "all"
    if (old.any is None) != (new.any is None) and (old.any or old.all) and (new.any or new.all):
        any_of = key == "any"
        told = "one of its conditions is enough now" if any_of else "all of its conditions must be met now"
        single = len(old.any or old.all) == len(new.any or new.all) == 1  # of one condition, all and any are the same
        effect: Effect = "changed" if single else "looser" if any_of else "stricter"
        yield side.tells(Said(effect, told), "gates", key)
    yield from _conditions(side, key, old.any or old.all or (), new.any or new.all or ())


def _conditions(side: Side, key: str, was: tuple[Value, ...], now: tuple[Value, ...]) -> Iterator[Difference]:
    """Yield which conditions are asked besides those before, which no longer, and which ask otherwise."""
    any_of = key == "any"
    before, after = _by_id(was), _by_id(now)
    more: Effect = "looser" if any_of else "stricter"
    fewer: Effect = "stricter" if any_of else "looser"
    for name, item in after.items():
        if name in before and isinstance(item, Part) and isinstance(before[name], Part):
            inner = replace(side.inside(key, name, about=side.about), lead=f"{sentence_of(side.after, item)}: ")
            yield from differences(inner, before[name], item)
        elif former := _renamed(item, before, after):
            del before[former]
            told = Said(
                "changed", f"{sentence_of(side.after, item)} is called `{name}` in the file now; it was `{former}`"
            )
            yield side.tells(told, "gates", f"{key}.{name}")
        elif name not in before:
            advice = isinstance(item, ConditionOrGroup) and item.advisory
            lead = "advises" if advice else "can also be met by" if any_of and was else "also asks"
            yield side.tells(
                Said("added" if advice else more, f"{lead}: {asked_of(side.after, item)}"), "gates", f"{key}.{name}"
            )
    for name, item in before.items():
        if name not in after:
            lead = "can no longer be met by" if any_of and now else "no longer asks"
            advice = isinstance(item, ConditionOrGroup) and item.advisory
            yield side.tells(
                Said("removed" if advice else fewer, f"{lead}: {asked_of(side.before, item)}"), "gates", f"{key}.{name}"
            )


def _renamed(item: Value, before: Mapping[str, Value], after: Mapping[str, Value]) -> str | None:
    """Return under which id a condition stood before, of which nothing else changed."""
    if not isinstance(item, ConditionOrGroup) or item.id in before:
        return None
    gone = {name: one for name, one in before.items() if name not in after and isinstance(one, ConditionOrGroup)}
    same = meant(item.model_copy(update={"id": None}))
    return next((name for name, one in gone.items() if meant(one.model_copy(update={"id": None})) == same), None)


def _by_id(items: tuple[Value, ...]) -> dict[str, Value]:
    return {
        item if isinstance(item, str) else str(item.id or f"group {number}"): item
        for number, item in enumerate(items, 1)
    }
