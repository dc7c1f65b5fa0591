"""Differences whose words depend on more than one value: rules of decisions, terms that may be longer, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.comparing.both import Both, amount, condition, duty, may, names, when
from engine.authoring.comparing.difference import Effect, Said
from engine.authoring.comparing.same import meant
from engine.authoring.comparing.saying import quoted
from engine.language.declaration.people import Adoption, Extension
from engine.language.quantities import Share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.declaration.decisions import Rule as DecisionRule

HOLDS = {
    "line": "a line", "text": "a text", "markdown": "a text with mark-up", "whole": "a whole number",
    "number": "a number",
    "yes_no": "yes or no", "date": "a date", "choice": "a choice", "party": "a party", "participant": "a participant",
    "link": "a link", "list": "a list", "document": "a document",
}  # fmt: skip
OPENER = "whoever opened the process"
RULES = {
    "unanimity": "all who may vote say yes", "consensus": "everybody answers and nobody blocks",
    "consent": "everybody answers and nobody objects", "most": "the most votes win", "ranking": "the ranking wins",
    "star": "the most stars win", "one_decides": "one decides",
}  # fmt: skip


def decided(rule: DecisionRule) -> str:
    """Say when a decision is accepted."""
    if rule.majority is not None:
        share, over = rule.majority.threshold()
        written = share.written if isinstance(share, Share) else share.expression
        among = "the votes cast" if rule.majority.of == "cast" else "all who may vote"
        return f"{'more than' if over else 'at least'} {written} of {among} say yes"
    if rule.accepted is not None:
        return f"`{rule.accepted}`"
    most = f" ({rule.seats} of them)" if rule.seats > 1 else ""
    by = f" ({rule.ranking})" if rule.ranking else ""
    heard = ", after advice" if rule.one_decides and rule.one_decides.advice else ""
    return f"{RULES[rule.name]}{most}{by}{heard}"


def by_rule(both: Both) -> Iterator[Said]:
    """Tell when a decision is accepted."""
    old, new = both.old, both.new
    if old.name == new.name == "one_decides":
        yield from duty("be heard before one decides").tell(_inside(both, "advice"))
    elif old.name == new.name == "accepted":
        yield from condition("decisions", "accepted when").tell(_with(both, old.accepted, new.accepted))
    else:
        yield Said(_threshold(old, new), f"accepted when {decided(new)}; it was when {decided(old)}")


def _threshold(old: DecisionRule, new: DecisionRule) -> Effect:
    if old.majority is None or new.majority is None or old.majority.of != new.majority.of:
        return "changed"
    (one, over), (other, above) = old.majority.threshold(), new.majority.threshold()
    if not isinstance(one, Share) or not isinstance(other, Share):
        return "changed"
    return "stricter" if (other.part, above) > (one.part, over) else "looser"


def _inside(both: Both, key: str) -> Both:
    return _with(both, getattr(both.old.one_decides, key), getattr(both.new.one_decides, key))


def _with(both: Both, old: object, new: object) -> Both:
    return type(both)(old, new, both.before, both.after, both.orders)


def leads_to(both: Both) -> Iterator[Said]:
    """Tell where a step leads."""
    yield Said("changed", f"leads to {quoted(both.new)} now; it led to {quoted(both.old)}")


def more_time(both: Both) -> Iterator[Said]:
    """Tell who may give a phase more time and how much: people alone, or with the most that they may."""
    people = [one.by if isinstance(one, Extension) else one for one in (both.old, both.new)]
    most = [one.up_to if isinstance(one, Extension) else None for one in (both.old, both.new)]
    if meant(people[0]) != meant(people[1]):
        yield from may("give a phase more time", otherwise=OPENER).tell(_with(both, *people))
    if meant(most[0]) != meant(most[1]):
        yield from when("most time that may be added", without="any").tell(_with(both, *most))


def highest_or_linked(both: Both) -> Iterator[Said]:
    """Tell the highest number; of a link, to which records it leads."""
    if isinstance(both.old, str) or isinstance(both.new, str):
        was, now = (one if isinstance(one, str) else None for one in (both.old, both.new))
        told = _with(both, (was,) if was else None, (now,) if now else None)
        yield from names("records", "leads to", "leads no longer to").tell(told)
    else:
        yield from amount("records", "highest number", "looser", unlimited=True).tell(both)


def holds(both: Both) -> Iterator[Said]:
    """Tell what a field holds."""
    yield Said("changed", f"holds {HOLDS.get(both.new, both.new)} now; it held {HOLDS.get(both.old, both.old)}")


def other_version(both: Both) -> Iterator[Said]:
    """Tell who may bring a process to another version, and after which decision."""
    people = [one.by if isinstance(one, Adoption) else one for one in (both.old, both.new)]
    decisions = [one.decision if isinstance(one, Adoption) else None for one in (both.old, both.new)]
    if meant(people[0]) != meant(people[1]):
        yield from may("bring a process to another version", otherwise="nobody").tell(_with(both, *people))
    if decisions[0] != decisions[1]:
        was, now = (
            side.title(one) if one else "nothing"
            for side, one in zip((both.before, both.after), decisions, strict=True)
        )
        yield Said("changed", f"a process comes to another version after “{now}” was accepted; it was after “{was}”")
