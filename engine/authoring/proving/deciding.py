"""Putting decisions to the vote in an invented run, and voting until they come out as they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.proving.acting import act_as, actor, actors, asked, mend, reason, submit
from engine.authoring.proving.growing import another_party
from engine.authoring.proving.meant import meant
from engine.authoring.proving.names import new_id
from engine.authoring.proving.recording import is_open, with_subject, write
from engine.authoring.proving.seeking import shortest
from engine.authoring.proving.signing import all_sign
from engine.language.who import roles_in
from engine.process.commands import Advise, Close, Ratify, Vote
from engine.process.counting.ballots import MOST_STARS, ballots_of, words_of
from engine.process.refusal import Refusal
from engine.process.scope import scope_of_run, scope_of_subject
from engine.process.who import Seat, Wanted, are_signed, came_later, wanted
from engine.process.world import counting_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.language.declaration import DecisionType
    from engine.process.situation import Json, Run, Subject, Voter

MOST_ALIKE, MOST_MENDED = 12, 6


def decide(
    seek: Seek, here: Standing, name: str, subject: Subject, goal: Callable[[Standing], bool]
) -> Standing | None:
    """Let a decision be taken so that the goal is met, in as few steps as the ways of voting that are tried take."""
    with seek.doing("decide", name, subject) as free:
        there = _about(seek, here, name, subject) if free else None
        if there is None:
            return None
        here, subject = there
        run = _open_run(here, name, subject)
        opened = here if run else propose(seek, here, name, subject)
        if opened is None:
            return None
        if goal(opened):
            return opened
        run = _open_run(opened, name, subject)
        if run is None:
            return None
        declared = here.method.declared.decisions[name]
        found = shortest(
            way for ballots in _ballots(opened, declared, run) for way in _cast(seek, opened, run.id, ballots, goal)
        )
        if found is None:
            seek.lack("outcome", name)
        return found


def propose(seek: Seek, here: Standing, name: str, subject: Subject) -> Standing | None:
    """Put a decision to the vote, with something to decide about and somebody to vote."""
    about = _about(seek, here, name, subject)
    if about is None:
        return None
    here, subject = about
    declared = here.method.declared.decisions[name]
    for _ in range(MOST_MENDED):
        scope = scope_of_subject(here.world, declared.per, subject)
        found = act_as(seek, here, declared.by, scope.bound)
        if found is None:
            return None
        there, one = found
        told = asked("propose", one, decision=name, run=new_id(there, name), subject=subject or None)
        result = seek.submit(there, told)
        if not isinstance(result, Refusal):
            return result
        mended = _mended(seek, there, declared, subject, result)
        if mended is None or mended.length == here.length:
            return None
        here = mended
    return None


def _about(seek: Seek, here: Standing, name: str, subject: Subject) -> tuple[Standing, Subject] | None:
    """Return what is decided about, once it is there, where it can be decided now."""
    per = here.method.declared.decisions[name].per or ()
    return with_subject(seek, here, per, subject) if is_open(seek, here, name) else None


def _mended(seek: Seek, here: Standing, declared: DecisionType, subject: Subject, refusal: Refusal) -> Standing | None:
    match refusal.message:
        case "nothing_to_decide_about":
            return _something(seek, here, declared.about or ())
        case "nothing_to_choose":
            options = declared.ballot.choice or declared.ballot.ranking
            single = declared.ballot.approval or declared.ballot.stars
            return _something(seek, here, (single,) if single else tuple(options or ()))
        case "nobody_can_vote" | "voters_unknown" | "secret_among_few":
            return _somebody(seek, here, declared, subject)
        case _:
            return mend(seek, here, refusal)


def _something(seek: Seek, here: Standing, records: Sequence[str]) -> Standing | None:
    for record in records:
        found = write(seek, here, record)
        if found is not None:
            return found
    return None


def _somebody(seek: Seek, here: Standing, declared: DecisionType, subject: Subject) -> Standing | None:
    named, _ = meant(seek, here, declared.voters, scope_of_subject(here.world, declared.per, subject).bound)
    if named.length > here.length:
        return named
    for role in sorted(roles_in(declared.voters)):
        found = seek.hold(here, role)
        if found is not None:
            return found
    parties = any(one.of == "party" for one in here.method.declared.roles.values())
    return another_party(seek, here) if parties else None


def _open_run(here: Standing, name: str, subject: Subject) -> Run | None:
    return next((run for run in here.situation.runs_of(name) if run.state == "open" and run.subject == subject), None)


def _ballots(here: Standing, declared: DecisionType, run: Run) -> Iterator[tuple[Json, ...]]:
    """Yield ways in which all could vote: everybody the same, or everybody something else."""
    words: list[Json] = []
    kind = declared.ballot.kind
    options = words_of(declared) or run.options
    if kind in ("yes_no", "choice"):
        words = [*ballots_of(declared, run.options)]
    elif kind == "ranking":
        words = [[str(one), *(other for other in options if other != one)] for one in options]
    elif kind == "approval":
        words = [[*options], *_singles(options), []]
    elif kind == "stars":
        words = [dict.fromkeys(options, MOST_STARS), *_starred(options)]
    elif declared.ballot.number is not None:
        within = declared.ballot.number
        words = [str(within.to), str(within.from_), str((within.to + within.from_) // 2)]
    for word in words[:MOST_ALIKE]:
        yield (word,)
    if len(words) > 1 and len(run.voters) > 1:
        yield tuple(words[:MOST_ALIKE])


def _singles(options: Sequence[str]) -> list[Json]:
    return [[one] for one in options]


def _starred(options: Sequence[str]) -> list[Json]:
    return [{one: MOST_STARS} for one in options]


def _cast(
    seek: Seek, here: Standing, run: str, ballots: Sequence[Json], goal: Callable[[Standing], bool]
) -> Iterator[Standing | None]:
    """Vote one after the other, and see after each whether closing, or letting the time pass, meets the goal."""
    declared = here.method.declared.decisions[here.situation.runs[run].decision]
    waiting = [one for one in here.situation.runs[run].voters if one.id not in here.situation.runs[run].answered]
    for number, voter in enumerate((None, *waiting)):
        if voter is not None:
            voted = _vote(seek, here, run, voter, ballots[(number - 1) % len(ballots)])
            if voted is None:
                return
            here = voted
        if goal(here):
            yield here
            return
        if here.situation.runs[run].state != "open":
            return
        done = False
        for way in _closed(seek, here, run, declared):
            if goal(way):
                yield way
                done = True
        if done:
            return


def _closed(seek: Seek, here: Standing, run: str, declared: DecisionType) -> Iterator[Standing]:
    known = here.situation.runs[run]
    found = act_as(seek, here, declared.by, scope_of_run(here.world, known).bound)
    if found is not None and known.answered:
        result = seek.submit(found[0], Close(do="close", actor=found[1], run=run))
        if not isinstance(result, Refusal):
            yield result
    due = known.due_at
    if declared.open_for is not None and due is not None:
        seek.spend(1)
        yield here.until(due)


def _vote(seek: Seek, here: Standing, run: str, voter: Voter, ballot: Json) -> Standing | None:
    declared = here.method.declared.decisions[here.situation.runs[run].decision]
    seat = Seat(voter.role, voter.party, voter.participant)
    for there, one in actors(seek, here, [Wanted((seat,))], partisan=True):
        because = reason(here) if ballot in (declared.reason or ()) else None
        told = Vote.model_validate({"do": "vote", "actor": one, "run": run, "ballot": ballot, "reason": because})
        voted = _voted(seek, there, told)
        if voted is not None:
            return voted
    return None


def _voted(seek: Seek, here: Standing, told: Vote) -> Standing | None:
    """Vote, once those have advised who are to be heard and the voting has begun."""
    for _ in range(MOST_MENDED):
        result = seek.submit(here, told)
        if not isinstance(result, Refusal):
            return result
        missing = result.message == "advice_missing"
        mended = _advised(seek, here, told.run) if missing else mend(seek, here, result)
        if mended is None:
            return None
        here = mended
    return None


def _advised(seek: Seek, here: Standing, run: str) -> Standing | None:
    known = here.situation.runs[run]
    rule = here.method.declared.decisions[known.decision].rule.one_decides
    scope = scope_of_run(here.world, known)
    entries = wanted(here.method, here.situation, rule.advice, scope=scope) if rule and rule.advice else ()
    for entry in entries:
        if are_signed([entry], here.situation.runs[run].advice):
            continue
        found = actor(seek, here, [entry])
        told = Advise(do="advise", actor=found[1], run=run, text=reason(here)) if found else None
        given = submit(seek, found[0], told) if found and told else None
        if given is None:
            return None
        here = given
    return here


def ratify(seek: Seek, here: Standing, name: str, subject: Subject) -> Standing | None:
    """Let all ratify a decision that has been accepted."""
    run = counting_runs(here.method, here.situation, name).get(subject)
    declared = here.method.declared.decisions[name]
    if run is None or not run.awaits_ratification or declared.ratified_by is None:
        return None
    here, entries = meant(seek, here, declared.ratified_by, scope_of_run(here.world, run).bound)
    known = here.situation.runs[run.id]
    ratified = all_sign(
        seek, here, [one for one in entries if not came_later(here.situation, known, one)],
        lambda there: [one.by for one in there.situation.runs[run.id].ratifications.values() if one.answer == "yes"],
        lambda actor, _there: Ratify(do="ratify", actor=actor, run=run.id),
    )  # fmt: skip
    if ratified is None:
        seek.lack("ratify", name)
    return ratified
