"""Ratification: each who has to agrees at home, refuses, or names conditions under which the decision stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.who import EachParty, Parties, parts_of
from engine.process import events
from engine.process.decide.holds import must_not_be_held
from engine.process.decide.lapses import lapse_run
from engine.process.decide.opened import visible_run
from engine.process.refusal import refuse
from engine.process.scope import scope_of_run
from engine.process.who import are_signed, came_later, wanted

if TYPE_CHECKING:
    from engine.language.who import Who
    from engine.process.commands import Ratify
    from engine.process.situation import Run
    from engine.process.turn import Turn
    from engine.process.who import Wanted


def ratify(turn: Turn, command: Ratify) -> None:
    """Answer whether a decision is ratified. A refusal lets it lapse; with conditions it stays subject to them."""
    run = visible_run(turn, command.actor, command.run)
    if not run.awaits_ratification or run.state != "accepted":
        raise refuse("not-now", "nothing_to_ratify", "/run", decision=run.decision)
    must_not_be_held(turn)
    acting = turn.act(
        command, ratifiers(turn, run), "ratify_not_yours", neutral="neutral_never_ratifies", decision=run.decision
    )
    if command.answer == "with_conditions" and not command.conditions:
        raise refuse("rule", "conditions_required", "/conditions", decision=run.decision)
    given = events.RatificationGiven(
        run.id, command.actor, acting.role, acting.party, command.answer, command.conditions
    )
    turn.emit(given, run.label)
    if command.answer == "no":
        lapse_run(turn, turn.situation.runs[run.id], "not_ratified")


def must_be_ratifiable(turn: Turn, decision: str) -> None:
    """Refuse what parties alone ratify while there is none: one that comes later has no part in it, unless it votes."""
    declared = turn.method.declared.decisions[decision]
    if declared.ratified_by is None or not _are_parties(declared.ratified_by) or turn.situation.present_parties():
        return
    if declared.counted == "at_open" or not any(_are_parties(one) for one in parts_of(declared.voters)):
        raise refuse("rule", "nobody_can_ratify", decision=decision)


def ask_for_ratification(turn: Turn, run: Run) -> None:
    """Let an accepted decision await ratification, where its method asks for it."""
    if run.state == "accepted" and turn.method.declared.decisions[run.decision].ratified_by is not None:
        turn.emit(events.RatificationAsked(run.id), run.label)


def ratify_complete(turn: Turn) -> None:
    """Let each decision be ratified that all have ratified who had to."""
    for run in sorted(turn.situation.runs.values(), key=lambda one: one.order):
        if run.awaits_ratification and run.state == "accepted":
            signatures = [one.by for one in run.ratifications.values() if one.answer == "yes"]
            if are_signed(ratifiers(turn, run), signatures):
                with turn.by_itself():
                    turn.emit(events.DecisionRatified(run.id, run.decision), run.label)


def ratifiers(turn: Turn, run: Run) -> tuple[Wanted, ...]:
    """Return who has to ratify a decision: no party that came after it was opened and has no part in it."""
    declared = turn.method.declared.decisions[run.decision]
    if declared.ratified_by is None:
        return ()
    entries = wanted(turn.method, turn.situation, declared.ratified_by, scope=scope_of_run(turn.world, run))
    return tuple(one for one in entries if not came_later(turn.situation, run, one))


def _are_parties(who: Who) -> bool:
    return all(isinstance(one, Parties | EachParty) for one in parts_of(who))
