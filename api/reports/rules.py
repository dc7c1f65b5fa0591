"""By which rule a decision is taken, in words, and who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.reports.shapes import facts
from engine.language.quantities import Share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.reports.reading import Reading
    from api.reports.shapes import Block
    from engine.language.declaration import DecisionType
    from engine.language.declaration.decisions import Rule
    from engine.language.quantities import Quantity
    from engine.process.situation import Json
    from engine.process.view.shapes import Decision

MOST_NAMES = 60


def rule_said(reading: Reading, one: Decision) -> Block:
    """Return who decides on a decision, by which rule, and what silence means."""
    declared, say = reading.telling.method.declared.decisions[one.name], reading.say
    sealed = "ballots_secret" if declared.secret else "ballots_sealed" if declared.sealed else ""
    quorum = say("quorum_is", share=_quantity(declared.quorum)) if declared.quorum else ""
    return facts([
        [say("rule"), _rule(reading, declared.rule)], [say("voters"), _voters(reading, one)],
        [say("eligible"), str(one.tally.eligible)], [say("quorum"), quorum],
        [say("silence"), _silence(reading, declared)], [say("ballots"), say(sealed) if sealed else ""],
    ])  # fmt: skip


def _silence(reading: Reading, declared: DecisionType) -> str:
    return reading.say(f"silence_{declared.silence}") if declared.silence else ""


def _voters(reading: Reading, one: Decision) -> str:
    """Return by name who could vote when it was put to the vote."""
    opened = next((line for line in reading.lines("DecisionOpened") if line.data["run"] == one.run), None)
    voters = opened.data["voters"] if opened else None
    told = [each for each in voters if isinstance(each, dict)] if isinstance(voters, list) else []
    telling = reading.telling
    named = [telling.party(_id(each, "party")) or telling.person(_id(each, "participant")) for each in told]
    names = [each.name for each in named if each]
    more = [reading.desk.say("hidden_more", number=len(names) - MOST_NAMES)] if len(names) > MOST_NAMES else []
    return ", ".join([*names[:MOST_NAMES], *more])


def _id(voter: Mapping[str, Json], kind: str) -> str | None:
    found = voter[kind]
    return str(found) if found else None


def _rule(reading: Reading, rule: Rule) -> str:
    say = reading.say
    if rule.majority is not None:
        share, is_over = rule.majority.threshold()
        of = say(f"of_{rule.majority.of}")
        return say("rule_majority_over" if is_over else "rule_majority_least", share=_quantity(share), of=of)
    if rule.one_decides is not None:
        return say("rule_one_decides_advice" if rule.one_decides.advice else "rule_one_decides")
    if rule.ranking is not None:
        return say("rule_ranking", way=rule.ranking.replace("_", " "))
    if rule.accepted is not None:
        return say("rule_accepted", condition=rule.accepted)
    if rule.star is not None:
        return say("rule_star", number=rule.star)
    if rule.most is not None:
        return say("rule_most_several", number=rule.seats) if rule.seats > 1 else say("rule_most")
    return say(f"rule_{rule.name}")


def _quantity(one: Quantity) -> str:
    return one.written if isinstance(one, Share) else str(getattr(one, "number", getattr(one, "expression", "")))
