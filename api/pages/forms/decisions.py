"""Forms to vote, to close and count, and to ratify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.ballots import ballot_inputs, option_called
from api.pages.forms.common import button, roles_to_choose, seen_act, texts_about, title_of
from api.pages.forms.shapes import AS, JOINT, Choice, Form, Input, Target
from api.pages.seen import who_sees
from api.pages.values import name_of
from engine.language.declaration.decisions import Window
from engine.process.counting.asking import asked_of
from engine.process.counting.rules import all_have_voted, is_decided
from engine.process.decide import voters
from engine.process.decide.decisions import side_of
from engine.process.scope import scope_of_run
from engine.process.who import came_later, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.pages.desk import Desk
    from engine.process.situation import Json, Run

ANSWERS = ("yes", "no", "with_conditions")


def vote(desk: Desk, target: Target) -> Form | None:
    """Return the form to cast one vote in a run, or to change it; where none is named, the first that is not cast."""
    run = open_run(desk, target.get("run"))
    mine = votes_of(desk, run) if run else {}
    voter = target.get("voter") or (_first(run, mine) if run else "")
    if run is None or voter not in mine or not goes_on(desk) or not _has_begun(desk, run):
        return None
    declared = desk.method.declared.decisions[run.decision]
    has_voted = voter in run.answered
    if declared.secret and has_voted:
        return None
    before = run.votes.get(voter) if not declared.hides_ballots else None
    known: Json = before.ballot if before else None
    roles = [one for one in mine[voter] if one is not None]
    return Form(
        Target.of("vote", run=run.id, voter=voter),
        _vote_called(desk, run, voter, is_alone=len(mine) == 1),
        (button(desk, "go_vote"),),
        (*ballot_inputs(desk, run, known), *_reason(desk, run, before.reason if before else None)),
        lines=(desk.say("vote_of", who=_called(desk, voter)),) if voter in desk.situation.parties else (),
        texts=texts_about(desk, run.about),
        sight=_seen_ballot(desk, run),
        roles=roles_to_choose(desk, roles),
        basis=(run.about, run.options, run.state, roles, has_voted, *_cast_last(desk, run, voter), known),
        fixed={AS: JOINT.join(roles)},
    )


def close(desk: Desk, target: Target) -> Form | None:
    """Return the form to close a run, once it is decided or everybody has voted."""
    run = open_run(desk, target.get("run"))
    if run is None or not goes_on(desk):
        return None
    declared = desk.method.declared.decisions[run.decision]
    able = desk.able(wanted(desk.method, desk.situation, declared.by, scope=scope_of_run(desk.telling.world, run)))
    is_sure = not declared.hides_ballots and is_decided(run, declared, asked_of(desk.telling.world, run))
    if not able or not (all_have_voted(run) or is_sure):
        return None
    voted = desk.say("voted", cast=len(run.answered & {one.id for one in run.voters}), eligible=len(run.voters))
    fallen = [] if declared.hides_ballots else sorted([name, one.ballot] for name, one in run.votes.items())
    return Form(
        target,
        desk.say("do_close", what=title_of(desk, run.decision)),
        (button(desk, "go_close"),),
        lines=(voted,),
        texts=texts_about(desk, run.about),
        sight=seen_act(desk, run.decision),
        roles=roles_to_choose(desk, able),
        basis=(run.about, run.state, sorted(run.answered), len(run.voters), fallen),
        is_grave=True,
    )


def ratify(desk: Desk, target: Target) -> Form | None:
    """Return the form to answer whether a decision is ratified."""
    run = desk.situation.runs.get(target.get("run"))
    if run is None or not desk.telling.sight.knows_run(run) or not run.awaits_ratification or not goes_on(desk):
        return None
    declared = desk.method.declared.decisions[run.decision]
    if run.state != "accepted" or declared.ratified_by is None:
        return None
    scope = scope_of_run(desk.telling.world, run)
    entries = wanted(desk.method, desk.situation, declared.ratified_by, scope=scope)
    able = desk.able([one for one in entries if not came_later(desk.situation, run, one)])
    if not able:
        return None
    answers = tuple(Choice(one, desk.say(f"answer_{one}")) for one in ANSWERS)
    given = run.ratifications.get(desk.party or desk.seat or "")
    won = ", ".join(option_called(desk, run, one) for one in run.winners or ((run.winner,) if run.winner else ()))
    return Form(
        target,
        desk.say("do_ratify", what=title_of(desk, run.decision)),
        (button(desk, "go_ratify"),),
        (Input("given", desk.say("ratify_answer"), "radio", "/answer", (given.answer,) if given else (), answers),
         Input("conditions", desk.say("ratify_conditions"), "text", "/conditions",
               (given.conditions or "",) if given else (), required=False)),
        lines=(desk.say("won", what=won),) if won else (),
        texts=texts_about(desk, run.about),
        sight=seen_act(desk, run.decision),
        roles=roles_to_choose(desk, able),
        basis=(run.about, run.state, given.answer if given else None),
    )  # fmt: skip


def open_run(desk: Desk, identity: str) -> Run | None:
    """Return a run in which votes can be cast, if the reader may know of it."""
    run = desk.situation.runs.get(identity)
    return run if run and desk.telling.sight.knows_run(run) and run.state == "open" else None


def is_secret(desk: Desk, target: Target) -> bool:
    """Tell whether a form casts a vote of which nobody ever sees what it says."""
    run = desk.situation.runs.get(target.get("run")) if target.do == "vote" else None
    return run is not None and desk.method.declared.decisions[run.decision].secret


def is_cast(desk: Desk, target: Target) -> bool:
    """Tell whether a form casts a secret vote that is cast already, as far as its reader may know."""
    run = desk.situation.runs.get(target.get("run"))
    is_there = run is not None and desk.telling.sight.knows_run(run) and target.get("voter") in run.answered
    return is_there and is_secret(desk, target)


def votes_of(desk: Desk, run: Run) -> dict[str, list[str | None]]:
    """Return whose votes the reader casts in a run, each with the roles in which he does."""
    return voters.votes_of(desk.method, desk.situation, run, desk.seat) if desk.seat else {}


def _first(run: Run, mine: Iterable[str]) -> str:
    return next(iter(sorted(mine, key=lambda one: one in run.answered)), "")


def _cast_last(desk: Desk, run: Run, voter: str) -> tuple[str, ...]:
    """Return by whom and when a vote was cast last: of a sealed one where the whole side of the voter is told.

    Where each of a side knows of his own ballot alone, that it is his no longer would tell of another's.
    """
    before, declared = run.votes.get(voter), desk.method.declared.decisions[run.decision]
    if before is None:
        return ()
    label = side_of(desk.situation, declared, voter, voter) if declared.sealed else run.label
    return (before.by.participant, before.by.at.isoformat()) if desk.telling.sight.may_know(label) else ()


def _vote_called(desk: Desk, run: Run, voter: str, *, is_alone: bool) -> str:
    word = "do_vote_again" if voter in run.answered else "do_vote"
    what = title_of(desk, run.decision)
    return desk.say(word, what=what) if is_alone else desk.say(f"{word}_for", what=what, who=_called(desk, voter))


def _called(desk: Desk, voter: str) -> str:
    return name_of(desk, "party" if voter in desk.situation.parties else "participant", voter)


def goes_on(desk: Desk) -> bool:
    """Tell whether votes go on: nothing is held, and nothing has ended."""
    return desk.seat is not None and desk.situation.state == "open"


def _has_begun(desk: Desk, run: Run) -> bool:
    declared = desk.method.declared.decisions[run.decision]
    return not isinstance(declared.open_for, Window) or f"window:{run.id}" in desk.situation.came


def _reason(desk: Desk, run: Run, before: str | None) -> tuple[Input, ...]:
    declared = desk.method.declared.decisions[run.decision]
    if declared.secret:
        return ()
    which = ", ".join(option_called(desk, run, one) for one in declared.reason or ())
    label = desk.say("reason_for", which=which) if which else desk.say("reason")
    return (Input("reason", label, "text", "/reason", (before,) if before else (), required=False),)


def _seen_ballot(desk: Desk, run: Run) -> tuple[str, ...]:
    declared, who = desk.method.declared.decisions[run.decision], who_sees(desk, run.decision)
    if declared.secret:
        return (desk.say("see_ballot_secret"),)
    return (desk.say("see_ballot_sealed" if declared.sealed else "see_ballot", who=who),)
