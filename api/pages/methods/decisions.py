"""How decisions are made by a method, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from api.pages.methods.speaking import Fact
from engine.authoring.drawing.sentences import gate_of
from engine.language.declaration.decisions import Window
from engine.language.quantities import Share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.methods.speaking import Speaker
    from engine.authoring.drawing.chart import Gate
    from engine.language.declaration import DecisionType
    from engine.language.declaration.base import Portion
    from engine.language.declaration.decisions import Ballot, Majority

ANSWERS = frozenset({"yes", "no", "object", "abstain", "block", "stand_aside"})


@dataclass(frozen=True, slots=True)
class DecisionTold:
    """A kind of decision: who decides what by which rule, who sees it, and what must be so before."""

    name: str
    title: str
    facts: list[Fact]
    notes: list[str]
    seen_by: str
    more: list[str]
    gate: Gate | None


def decisions_told(speaker: Speaker) -> list[DecisionTold]:
    """Return the kinds of decision in order."""
    return [_decision(speaker, name, one) for name, one in speaker.method.declared.decisions.items()]


def _decision(speaker: Speaker, name: str, decision: DecisionType) -> DecisionTold:
    gate = speaker.method.gate_of_decision(name)
    words = speaker.words
    secrecy = [words("secret")] if decision.secret else [words("sealed")] if decision.sealed else []
    tells = [words("word_goes_to", who=speaker.who(decision.tells, "and"))] if decision.tells is not None else []
    return DecisionTold(
        name,
        speaker.tongue.text(decision.title),
        [*_facts(speaker, decision)],
        [*secrecy, *_notes(speaker, decision)],
        speaker.sight(name, decision.seen_by),
        [*secrecy, *tells],
        gate_of(speaker.tongue, gate) if gate else None,
    )


def _facts(speaker: Speaker, decision: DecisionType) -> Iterator[Fact]:
    tongue, fact = speaker.tongue, speaker.fact
    yield from fact("about_what", tongue.listed([tongue.thing(one) for one in decision.about or ()]))
    yield from fact("put_by", speaker.who(decision.by))
    yield from fact("voters", speaker.who(decision.voters, "and"))
    yield from fact("ballot", _ballot(speaker, decision.ballot))
    yield from fact("rule", _rule(speaker, decision))
    if decision.quorum is not None:
        yield from fact("quorum", speaker.words("quorum_share", share=_share(speaker, decision.quorum, "at_least")))
    yield from fact("open_for", _time(speaker, decision))
    yield from fact("silence", speaker.words(f"silence_{decision.silence}") if decision.silence else "")
    yield from fact("reason", _reasons(speaker, decision))
    yield from fact("objections", tongue.thing(decision.objections) if decision.objections else "")
    if decision.ratified_by is not None:
        who = speaker.who(decision.ratified_by, "and")
        clock = tongue.clock(decision.ratify_within) if decision.ratify_within is not None else ""
        yield from fact("ratified_by", speaker.words("ratify_within", who=who, clock=clock) if clock else who)


def _notes(speaker: Speaker, decision: DecisionType) -> Iterator[str]:
    if decision.abstain == "no":
        yield speaker.words("abstain_no")
    if decision.weight is not None:
        yield speaker.words("weighted")
    if decision.tie is not None:
        yield speaker.words("tie")


def _rule(speaker: Speaker, decision: DecisionType) -> str:
    rule, words = decision.rule, speaker.words
    match rule.name:
        case "majority" if rule.majority is not None:
            return words(f"rule_majority_{rule.majority.of}", share=_threshold(speaker, rule.majority))
        case "most":
            return words("rule_most_several" if rule.seats > 1 else "rule_most", number=rule.seats)
        case "star":
            return words("rule_star", number=rule.seats)
        case "ranking":
            return words(f"rule_ranking_{rule.ranking}")
        case "one_decides" if rule.one_decides is not None and rule.one_decides.advice is not None:
            return words("rule_one_decides_advice", who=speaker.who(rule.one_decides.advice, "and"))
        case name:
            return words(f"rule_{name}")


def _threshold(speaker: Speaker, majority: Majority) -> str:
    share, is_over = majority.threshold()
    return _share(speaker, share, "more_than" if is_over else "at_least")


def _share(speaker: Speaker, share: Portion, how: str) -> str:
    if isinstance(share, Share):
        return speaker.words(how, share=_written(share))
    return speaker.words("computed")


def _written(share: Share) -> str:
    return "100%" if share.part == Fraction(1) else share.written


def _ballot(speaker: Speaker, ballot: Ballot) -> str:
    words = speaker.words
    if ballot.number is not None:
        return words("ballot_number", low=_plain(ballot.number.from_), high=_plain(ballot.number.to))
    several = ballot.choice or ballot.ranking
    titles = [speaker.tongue.text(one) for one in several.values()] if isinstance(several, dict) else []
    told = words(f"ballot_{ballot.kind}")
    return f"{told}: {' · '.join(titles)}" if titles else told


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else str(float(number))


def _time(speaker: Speaker, decision: DecisionType) -> str:
    clock = decision.open_for
    if clock is None:
        return ""
    if isinstance(clock, Window):
        begin, end = (speaker.tongue.clock(one) for one in (clock.from_, clock.to))
        return speaker.words("window", begin=begin, end=end)
    return speaker.tongue.clock(clock)


def _reasons(speaker: Speaker, decision: DecisionType) -> str:
    answers = [speaker.words(f"answer_{one}") if one in ANSWERS else one for one in decision.reason or ()]
    return speaker.words("reason_for", answers=speaker.tongue.listed(answers)) if answers else ""
