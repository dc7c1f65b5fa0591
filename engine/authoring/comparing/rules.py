"""One rule for each key of a method file: what a difference in it means to a facilitator.

A key without a rule here is told all the same: what it was and what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.comparing.both import (
    Rule,
    amount,
    anything,
    condition,
    duty,
    may,
    names,
    sees,
    switch,
    told,
    when,
    words,
)
from engine.authoring.comparing.difference import Effect, Said
from engine.authoring.comparing.same import meant
from engine.authoring.comparing.saying import quoted
from engine.language.declaration.people import Adoption, Extension
from engine.language.documents import MEGABYTE
from engine.language.quantities import Share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.comparing.both import Both
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


def _rule(both: Both) -> Iterator[Said]:
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


def _move_to(both: Both) -> Iterator[Said]:
    yield Said("changed", f"leads to {quoted(both.new)} now; it led to {quoted(both.old)}")


def _extend(both: Both) -> Iterator[Said]:
    """Tell who may give a phase more time and how much: people alone, or with the most that they may."""
    people = [one.by if isinstance(one, Extension) else one for one in (both.old, both.new)]
    most = [one.up_to if isinstance(one, Extension) else None for one in (both.old, both.new)]
    if meant(people[0]) != meant(people[1]):
        yield from may("give a phase more time", otherwise=OPENER).tell(_with(both, *people))
    if meant(most[0]) != meant(most[1]):
        yield from when("most time that may be added", without="any").tell(_with(both, *most))


def _highest_or_linked(both: Both) -> Iterator[Said]:
    """Tell the highest number; of a link, to which records it leads."""
    if isinstance(both.old, str) or isinstance(both.new, str):
        was, now = (one if isinstance(one, str) else None for one in (both.old, both.new))
        told = _with(both, (was,) if was else None, (now,) if now else None)
        yield from names("records", "leads to", "leads no longer to").tell(told)
    else:
        yield from amount("records", "highest number", "looser", unlimited=True).tell(both)


def _held(both: Both) -> Iterator[Said]:
    """Tell what a field holds."""
    yield Said("changed", f"holds {HOLDS.get(both.new, both.new)} now; it held {HOLDS.get(both.old, both.old)}")


def _adopt(both: Both) -> Iterator[Said]:
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


RULE_OF: dict[str, Rule] = {
    # the method as a whole
    "Method.sluis": anything("way", "version of the method language"),
    "Method.method": anything("words", "id"),
    "Method.version": anything("words", "version"),
    "Method.title": words("called"),
    "Method.summary": words("summary"),
    "Method.source": words("source"),
    "Method.languages": anything("words", "languages"),
    "Method.waivable_by": may("propose to waive a condition that does not say so itself"),
    "Method.parent": names("sees", "it also reads of its parent", "it no longer reads of its parent"),
    "Method.returns": names("records", "it also gives back to its parent", "it no longer gives back to its parent"),
    "Method.takes_in": names("way", "what was under way can also be taken in at", "nothing is taken in any longer at"),
    "Word.word": words("word"),
    "Word.meaning": words("meaning"),
    "May.open": may("open a process", otherwise="anybody"),
    "May.admit": may("let people join", otherwise=OPENER),
    "May.hold": may("hold the process", otherwise=OPENER),
    "May.cancel": may("end the process before its time", otherwise=OPENER),
    "May.redact": may("have content erased", otherwise=OPENER),
    "May.extend": Rule("may", _extend),
    "May.adopt": Rule("may", _adopt),
    # people
    "Role.title": words("called"),
    "Role.of": switch("may", "held inside a party now", "held outside all parties now"),
    "Role.neutral": switch("may", "neutral now: never confirms or votes", "no longer neutral: may confirm and vote"),
    "Role.accepted_by": duty("accept each holder before anything a holder does counts"),
    "Role.named_by": may("appoint a holder", otherwise=OPENER),
    "Role.eligible": condition("may", "can be held by those of whom it is so"),
    "Role.held_by": anything("may", "held by whom this names"),
    "Role.seats": amount("may", "how many can hold it", "looser", without="any number", unlimited=True),
    "Role.expires": when("ends", without="never"),
    "Role.alternates": switch("may", "others of the party can stand in", "nobody can stand in any longer", "looser"),
    # records
    "RecordType.title": words("called"),
    "RecordType.plural": anything("words", "name of a list of them in conditions"),
    "RecordType.per": anything("records", "kept for each"),
    "RecordType.many": switch("records", "there can be several now", "there can be one only now", "looser"),
    "RecordType.written_by": may("write it"),
    "RecordType.seen_by": sees("nobody"),
    "RecordType.confirmed_by": duty("confirm it"),
    "RecordType.sealed_until": anything("sees", "written unseen until all have sealed"),
    "RecordType.attribution": anything("sees", "whose answers are told"),
    "RecordType.shown_from": amount("sees", "answers there must be before figures are told", "stricter"),
    "RecordType.expires": when("lapses", without="never"),
    "RecordType.every": when("a new one is owed each", longer="looser", without="never", group="duties"),
    "RecordType.lapses_with": names("records", "also lapses with", "no longer lapses with", more="stricter",
                                    fewer="looser"),
    "RecordType.where": condition("records", "kept only where"),
    "RecordType.tells": told("when it is shared"),
    "RecordType.shown_as": anything("words", "shown as"),
    "Sealing.each": anything("sees", "sealed by each"),
    "FieldDeclared.type": Rule("records", _held),
    "FieldDeclared.title": words("called"),
    "FieldDeclared.optional": switch("records", "may be left empty now", "must be filled in now", "looser"),
    "FieldDeclared.seen_by": sees("whoever sees the record"),
    "FieldDeclared.written_by": may("fill it in", otherwise="whoever writes the record"),
    "FieldDeclared.ordered": switch("records", "its options are ordered now", "its options have no order any longer"),
    "FieldDeclared.from": amount("records", "lowest number", "stricter"),
    "FieldDeclared.to": Rule("records", _highest_or_linked),
    "FieldDeclared.of": anything("records", "a list of"),
    "FieldDeclared.types": names("records", "also takes documents of type", "no longer takes documents of type",
                                 more="looser", fewer="stricter", whole="takes documents of type",
                                 otherwise="every type"),
    "FieldDeclared.up_to": amount("records", "largest document", "looser", without="what the server takes",
                                  unlimited=True, unit=MEGABYTE),
    # decisions
    "DecisionType.title": words("called"),
    "DecisionType.by": may("open and close it"),
    "DecisionType.voters": may("vote"),
    "DecisionType.rule": Rule("decisions", _rule),
    "DecisionType.seen_by": sees("nobody"),
    "DecisionType.about": names("decisions", "is also about", "is no longer about", whole="is about",
                                otherwise="nothing in particular"),
    "DecisionType.per": anything("decisions", "decided for each"),
    "DecisionType.where": condition("may", "only those vote of whom it is so"),
    "DecisionType.weight": anything("decisions", "how much a vote weighs"),
    "DecisionType.counted": anything("decisions", "voters are counted"),
    "DecisionType.ballot": anything("decisions", "what a vote says"),
    "DecisionType.quorum": amount("decisions", "quorum", "stricter"),
    "DecisionType.abstain": anything("decisions", "abstaining"),
    "DecisionType.silence": anything("decisions", "whoever is silent"),
    "DecisionType.open_for": when("open for", without="until it is closed by somebody"),
    "DecisionType.sealed": switch("sees", "votes are seen once it is closed", "votes are seen at once", "stricter"),
    "DecisionType.secret": switch("sees", "nobody learns who voted what", "votes are no longer secret", "stricter"),
    "DecisionType.reason": names("duties", "a reason must be given with", "no reason is asked any longer with",
                                 more="stricter", fewer="looser"),
    "DecisionType.objections": anything("decisions", "objections are raised as"),
    "DecisionType.tie": anything("decisions", "a tie is broken by"),
    "DecisionType.at_most": anything("decisions", "how many winners may have something in common"),
    "DecisionType.ratified_by": duty("ratify it"),
    "DecisionType.ratify_within": when("to be ratified within", without="no term"),
    "DecisionType.tells": told("when it is closed"),
    "Ballot.choice": names("decisions", "can also be chosen", "can no longer be chosen"),
    "Ballot.ranking": names("decisions", "is also ranked", "is no longer ranked"),
    "Ballot.approval": anything("decisions", "records that are approved"),
    "Ballot.stars": anything("decisions", "records that get stars"),
    "Ballot.where": condition("decisions", "only those records of which it is so"),
    # gates and conditions
    "Gate.title": words("called"),
    "ConditionOrGroup.each": anything("gates", "asked for each"),
    "ConditionOrGroup.where": condition("gates", "asked only where", "looser"),
    "ConditionOrGroup.at_least": amount("gates", "how many must meet it", "stricter", without="all", unlimited=True),
    "ConditionOrGroup.if_none": anything("gates", "where there is nothing to ask it for"),
    "ConditionOrGroup.need": condition("gates", "needs now"),
    "ConditionOrGroup.waited": when("must have waited", longer="stricter", group="gates"),
    "ConditionOrGroup.unmet": words("is told as"),
    "ConditionOrGroup.owed_by": duty("see to it"),
    "ConditionOrGroup.due": when("owed", without="at no time in particular", group="duties"),
    "ConditionOrGroup.waivable_by": may("propose to waive it", otherwise="whoever may for the whole method"),
    "ConditionOrGroup.advisory": switch("gates", "advice now: holds nothing back", "holds back now", "looser"),
    "ConditionOrGroup.shows": anything("sees", "what is told of it"),
    # phases, moves and ends
    "Phase.title": words("called"),
    "Phase.purpose": words("purpose"),
    "Phase.guidance": words("guidance"),
    "Phase.where": condition("way", "gone through only where"),
    "Phase.run": anything("way", "runs processes of"),
    "Phase.each": anything("way", "runs one for each"),
    "Phase.with": anything("way", "hands over"),
    "Phase.roles": anything("may", "who acts in what it runs"),
    "Phase.parties": anything("may", "parties that take part in what it runs"),
    "Phase.in_turn": switch("way", "they run one after the other now", "they run side by side now"),
    "Phase.depth": amount("way", "how deep it may run itself", "looser"),
    "Phase.holds": switch("way", "all else waits while one runs", "nothing waits while one runs", "stricter"),
    "Phase.resumes": names("way", "what it runs may also bring this to", "what it runs may no longer bring this to"),
    "Move.title": words("called"),
    "Move.to": Rule("way", _move_to),
    "Move.by": may("take this step", otherwise="nobody"),
    "Move.auto": switch("way", "is taken by itself when its gate is met", "is no longer taken by itself"),
    "Move.at": when("the clock takes it", without="never", group="way"),
    "Move.back": switch("way", "is a way back now", "is a way forward now"),
    "Move.lapses": names("records", "lets lapse as well", "no longer lets lapse"),
    "Move.limit": amount("way", "how often it can be taken", "looser", without="any number of times", unlimited=True),
    "Move.reason": switch("duties", "a reason must be given", "no reason must be given any longer", "stricter"),
    "Move.waits_for": names("way", "also waits for", "no longer waits for", more="stricter", fewer="looser",
                            whole="waits for", otherwise="all tracks"),
    "Move.tells": told("when it is taken"),
    "End.title": words("called"),
    "End.verdict": anything("way", "counts as"),
}  # fmt: skip
for _part in ("Method", "Phase"):
    RULE_OF |= {
        f"{_part}.table": names("sees", "also at the table", "no longer at the table"),
        f"{_part}.open": names(
            "way", "can be written or decided there as well", "can no longer be written or decided there"
        ),
        f"{_part}.term": when("term", without="none"),
        f"{_part}.remind": anything("time", "people are reminded before the term"),
    }
