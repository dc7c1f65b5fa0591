"""The two sides of a key that differs, and the ways in which one or two sentences tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.authoring.comparing.difference import Effect, Group, Said, Value
from engine.authoring.comparing.meaning import implies, tree_of
from engine.authoring.comparing.same import meant
from engine.authoring.comparing.saying import Speaker, clock, listed, quoted
from engine.language.clocks import Clock, Period, WorkingDays
from engine.language.texts import Text
from engine.language.who import AnyOf, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SIGHT_RANK = ("owner", "picked", "party", "table", "process", "public")
OTHER_WAY: dict[Effect, Effect] = {"stricter": "looser", "looser": "stricter"}


@dataclass(frozen=True, slots=True)
class Both:
    """What a key was and is, with whoever can say it, and the options of ordered choices by the name of their field."""

    old: Value
    new: Value
    before: Speaker
    after: Speaker
    orders: Mapping[str, tuple[str, ...]]

    @property
    def was(self) -> str:
        """Say what it was."""
        return self.before.value(self.old)

    @property
    def now(self) -> str:
        """Say what it is."""
        return self.after.value(self.new)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a difference in one key is told, and where among the others."""

    group: Group
    tell: Callable[[Both], Iterator[Said]]


def anything(group: Group, label: str) -> Rule:
    """Tell what it was and is."""

    def tell(both: Both) -> Iterator[Said]:
        if both.old is None:
            yield Said("added", f"{label}: {both.now}")
        elif both.new is None:
            yield Said("removed", f"{label}: nothing any longer; it was {both.was}")
        else:
            yield Said("changed", f"{label}: {both.now}; it was {both.was}")

    return Rule(group, tell)


def may(verb: str, *, otherwise: str = "nobody", group: Group = "may") -> Rule:
    """Tell who may do something now and who may no longer. `otherwise` may where nothing is said."""

    def tell(both: Both) -> Iterator[Said]:
        gained, lost = _people(both)
        if both.old is None or both.new is None:
            was = both.before.who(both.old) if both.old is not None else otherwise
            now = both.after.who(both.new) if both.new is not None else otherwise
            yield Said("changed", f"{now} may {verb} now; it was {was}")
        elif not lost:
            yield Said("looser", f"{gained} may {verb} as well")
        elif not gained:
            yield Said("stricter", f"{lost} may {verb} no longer")
        else:
            yield Said("changed", f"{both.after.who(both.new)} may {verb} now, no longer {both.before.who(both.old)}")

    return Rule(group, tell)


def duty(verb: str, *, nobody: str = "nobody") -> Rule:
    """Tell whose duty something is now, and whose no longer."""

    def tell(both: Both) -> Iterator[Said]:
        if both.old is None:
            yield Said("stricter", f"a new duty: {both.after.who(both.new)} must {verb}")
        elif both.new is None:
            yield Said("looser", f"{nobody} must {verb} any longer; it was {both.before.who(both.old)}")
        else:
            yield Said("changed", f"{both.after.who(both.new)} must {verb} now; it was {both.before.who(both.old)}")

    return Rule("duties", tell)


def told(label: str) -> Rule:
    """Tell who is told of something."""

    def tell(both: Both) -> Iterator[Said]:
        now = both.after.who(both.new) if both.new is not None else "nobody"
        was = both.before.who(both.old) if both.old is not None else "nobody"
        yield Said("changed", f"{now} is told {label}; it was {was}")

    return Rule("sees", tell)


def sees(otherwise: str) -> Rule:
    """Tell who may see something now, and who no longer."""

    def tell(both: Both) -> Iterator[Said]:
        now = both.after.sights(both.new) if both.new is not None else otherwise
        was = both.before.sights(both.old) if both.old is not None else otherwise
        yield Said(_wider(both.old, both.new), f"seen by {now} now; it was {was}")

    return Rule("sees", tell)


def _wider(old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> Effect:
    if old is None or new is None:
        return "stricter" if old is None else "looser"
    if set(old) < set(new):
        return "looser"
    if set(new) < set(old):
        return "stricter"
    ranks = [SIGHT_RANK.index(one) if one in SIGHT_RANK else None for one in (*old, *new)]
    if len(old) == len(new) == 1 and None not in ranks:
        return "looser" if str(ranks[0]) < str(ranks[1]) else "stricter"
    return "changed"


def _people(both: Both) -> tuple[str, str]:
    """Say who was added and who was taken away."""
    old, new = ({meant(one): one for one in parts_of(who)} if who is not None else {} for who in (both.old, both.new))
    gained = tuple(one for key, one in new.items() if key not in old)
    lost = tuple(one for key, one in old.items() if key not in new)
    return both.after.who(AnyOf(gained)) if gained else "", both.before.who(AnyOf(lost)) if lost else ""


def when(label: str, *, longer: Effect = "looser", without: str = "none", group: Group = "time") -> Rule:
    """Tell a clock, and whether it is longer than it was."""

    def tell(both: Both) -> Iterator[Said]:
        now = clock(both.new) if isinstance(both.new, Clock | Period) else both.now if both.new is not None else without
        was = clock(both.old) if isinstance(both.old, Clock | Period) else both.was if both.old is not None else without
        way = _longer(both.old, both.new)
        effect: Effect = "changed" if way is None else longer if way else OTHER_WAY[longer]
        than = "" if way is None else ", longer than before" if way else ", shorter than before"
        yield Said(effect, f"{label}: {now}{than}; it was {was}")

    return Rule(group, tell)


def _longer(old: object, new: object) -> bool | None:
    """Tell whether a clock is longer than it was; None where that cannot be told."""
    if not isinstance(old, Clock) or not isinstance(new, Clock):
        return None
    if (old.sense, old.moments, old.earliest, old.in_hold) != (new.sense, new.moments, new.earliest, new.in_hold):
        return None
    match old.amount, new.amount:
        case Period() as one, Period() as other:
            pairs = [(one.months, other.months), (one.days, other.days), (one.seconds, other.seconds)]
        case WorkingDays(days=one_days), WorkingDays(days=other_days):
            pairs = [(one_days, other_days)]
        case _:
            return None
    if old.sense == "before":
        pairs = [(later, earlier) for earlier, later in pairs]
    if all(one <= other for one, other in pairs):
        return True
    return False if all(one >= other for one, other in pairs) else None


def words(label: str) -> Rule:
    """Tell what a text says now, in each language in which it is another."""

    def tell(both: Both) -> Iterator[Said]:
        old, new = _wordings(both.old), _wordings(both.new)
        for language in {**new, **old}:
            if old.get(language) != new.get(language):
                where = f" ({language})" if language else ""
                now = quoted(new[language]) if language in new else "nothing"
                was = quoted(old[language]) if language in old else "nothing"
                same = " further on" if now == was else ""
                yield Said("changed", f"{label}{where}: {now}; it was {was}{same}")

    return Rule("words", tell)


def _wordings(text: Text | None) -> dict[str, str]:
    if text is None:
        return {}
    return {"": text.plain} if text.plain is not None else dict(text.by_language)


def switch(group: Group, on: str, off: str, effect: Effect = "changed") -> Rule:
    """Tell that something is so now, or no longer."""

    def tell(both: Both) -> Iterator[Said]:
        yield Said(effect, on) if both.new else Said(OTHER_WAY.get(effect, effect), off)

    return Rule(group, tell)


def amount(
    group: Group, label: str, more: Effect, *, without: str = "none", unlimited: bool = False, unit: int = 1
) -> Rule:
    """Tell a number, and which way it went. With `unlimited` none at all is more than any; a `unit` is a megabyte."""

    def say(speaker: Speaker, value: Value) -> str:
        if value is None:
            return without
        return f"{value // unit} MB" if unit > 1 else speaker.value(value)

    def tell(both: Both) -> Iterator[Said]:
        old, new = both.old, both.new
        effect: Effect = "changed"
        if old is None or new is None:
            effect = more if (new is None) == unlimited else OTHER_WAY[more]
        elif type(old) is type(new) and (size := _size(old)) is not None and (other := _size(new)) is not None:
            effect = more if other > size else OTHER_WAY[more]
        yield Said(effect, f"{label}: {say(both.after, new)}; it was {say(both.before, old)}")

    return Rule(group, tell)


def _size(value: Value) -> Value:
    """Return what of a number can be compared."""
    for name in ("part", "number"):
        if hasattr(value, name):
            return getattr(value, name)
    return value if isinstance(value, int) or hasattr(value, "numerator") else None


def condition(group: Group, label: str, more: Effect = "stricter") -> Rule:
    """Tell a condition, and whether it asks more or less than before where that can be proven."""

    def tell(both: Both) -> Iterator[Said]:
        if both.old is None:
            yield Said(more, f"{label}: `{both.new}`; nothing was asked before")
        elif both.new is None:
            yield Said(OTHER_WAY[more], f"{label}: nothing any longer; it was `{both.old}`")
        else:
            yield Said(_asks(both, more), f"{label}: `{both.new}`; it was `{both.old}`")

    return Rule(group, tell)


def _asks(both: Both, more: Effect) -> Effect:
    old, new = tree_of(both.old), tree_of(both.new)
    if implies(new, old, both.orders):
        return more
    return OTHER_WAY[more] if implies(old, new, both.orders) else "changed"


def names(
    group: Group, gained: str, lost: str, *, more: Effect = "added", fewer: Effect = "removed",
    whole: str = "", otherwise: str = "",
) -> Rule:  # fmt: skip
    """Tell which names were added to a list and which taken away.

    Where a list that is left out means something, `otherwise`, the `whole` is told where one is new or gone.
    """

    def tell(both: Both) -> Iterator[Said]:
        old, new = both.old or (), both.new or ()
        if otherwise and (both.old is None or both.new is None):
            now = (_said(both.after, list(new)) or "nothing") if both.new is not None else otherwise
            was = (_said(both.before, list(old)) or "nothing") if both.old is not None else otherwise
            yield Said("changed", f"{whole}: {now}; it was {was}")
            return
        if added := [one for one in new if one not in old]:
            yield Said(more, f"{gained}: {_said(both.after, added)}")
        if gone := [one for one in old if one not in new]:
            yield Said(fewer, f"{lost}: {_said(both.before, gone)}")

    return Rule(group, tell)


def _said(speaker: Speaker, several: list[Value]) -> str:
    return listed(speaker.title(one) if isinstance(one, str) else speaker.value(one) for one in several)
