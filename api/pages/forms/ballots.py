"""Inputs for a ballot, and back from what was chosen to what a vote says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.fields import number_shown, number_typed
from api.pages.forms.shapes import Choice, Input, Mistyped
from engine.process.counting.ballots import ABSTAIN, MOST_STARS, ballots_of, may_abstain, words_of
from engine.process.view.titles import option_of_run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.pages.desk import Desk
    from engine.language.declaration import DecisionType
    from engine.process.situation import Json, Run

BALLOT = "ballot"
PLACE = "ballot."
POINTER = "/ballot"
OWN_WORDS = {"yes": "ballot_yes", "no": "ballot_no", "abstain": "abstain", "block": "block",
             "stand_aside": "stand_aside", "object": "object"}  # fmt: skip
MOST_PLACE = 4


def ballot_inputs(desk: Desk, run: Run, before: Json) -> tuple[Input, ...]:
    """Return what is asked of a voter, with what he voted before."""
    declared, say = desk.method.declared.decisions[run.decision], desk.say
    options = tuple(Choice(one, option_called(desk, run, one)) for one in _options(declared, run))
    abstain = (Choice(ABSTAIN, say("abstain")),) if may_abstain(declared) else ()
    match declared.ballot.kind:
        case "ranking":
            return (*_each(options, [say("place_n", number=one) for one in range(1, len(options) + 1)], before),
                    *_abstention(desk, abstain, before))  # fmt: skip
        case "stars":
            words = [say("stars_0"), *(say("stars", number=one) for one in range(1, MOST_STARS + 1))]
            return (*_each(options, words, before, first=0), *_abstention(desk, abstain, before))
        case "approval":
            chosen = tuple(map(str, before)) if isinstance(before, list) else ()
            many = Input(BALLOT, say("your_vote"), "many", POINTER, chosen, options, required=False)
            return (many, *_abstention(desk, abstain, before))
        case "number":
            within = declared.ballot.number
            told = say("from_to", lowest=str(within.from_), highest=str(within.to)) if within else ""
            value = () if before in (None, ABSTAIN) else (number_shown(str(before), desk.telling.language),)
            number = Input(BALLOT, say("your_vote"), "number", POINTER, value, required=not abstain, help=told)
            return (number, *_abstention(desk, abstain, before))
        case _:
            words_ = tuple(Choice(one, option_called(desk, run, one)) for one in ballots_of(declared, run.options))
            value = () if before is None else (str(before),)
            return (Input(BALLOT, say("your_vote"), "radio", POINTER, value, words_),)


def ballot_of(declared: DecisionType, typed: Mapping[str, Sequence[str]], language: str) -> Json:
    """Return what a vote says from what was chosen. What no number is goes on as it was typed, and is refused.

    Raises Mistyped for what says nothing that can be counted: one place twice, or to abstain and to choose.
    """
    if typed.get("abstain"):
        if _has_chosen(typed):
            raise Mistyped(POINTER, "abstain_and_choice")
        return ABSTAIN
    chosen = list(typed.get(BALLOT, ()))
    match declared.ballot.kind:
        case "ranking":
            return _ranked(_places(typed))
        case "stars":
            return dict(_places(typed))
        case "approval":
            return list(chosen)
        case "number":
            return number_typed(chosen[0], language, POINTER) if chosen else ""
        case _:
            return chosen[0] if chosen else ""


def option_called(desk: Desk, run: Run, option: str) -> str:
    """Return what an option of a vote is called."""
    title = option_of_run(desk.telling, run.id, option)
    return desk.say(OWN_WORDS[option]) if title == option and option in OWN_WORDS else title


def _options(declared: DecisionType, run: Run) -> tuple[str, ...]:
    return words_of(declared) or tuple(run.options)


def _each(options: tuple[Choice, ...], words: list[str], before: Json, first: int = 1) -> tuple[Input, ...]:
    """Return a choice of a place, or of stars, for each option."""
    choices = tuple(Choice(str(number), word) for number, word in enumerate(words, first))
    kind = "stars" if first == 0 else "places"
    return tuple(
        Input(PLACE + one.value, one.label, kind, POINTER, _before(one.value, before), choices, required=False)  # type: ignore[arg-type]  # one of the two
        for one in options
    )


def _before(option: str, before: Json) -> tuple[str, ...]:
    if isinstance(before, dict) and option in before:
        return (str(before[option]),)
    if isinstance(before, list) and option in before:
        return (str(before.index(option) + 1),)
    return ()


def _abstention(desk: Desk, abstain: tuple[Choice, ...], before: Json) -> tuple[Input, ...]:
    value = (ABSTAIN,) if before == ABSTAIN else ()
    return (Input("abstain", desk.say("abstain"), "many", POINTER, value, abstain, required=False),) if abstain else ()


def _ranked(places: list[tuple[str, int]]) -> list[Json]:
    """Return the options by their places; two at one place have no order, and are given none."""
    chosen = {place: one for one, place in places if place > 0}
    if len(chosen) < sum(place > 0 for _, place in places):
        raise Mistyped(POINTER, "place_twice")
    return [chosen[place] for place in sorted(chosen)]


def _has_chosen(typed: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a ballot says something; no stars and no place say nothing."""
    alone = any(one.strip() for one in typed.get(BALLOT, ()))
    return alone or any(number > 0 for _, number in _places(typed))


def _places(typed: Mapping[str, Sequence[str]]) -> list[tuple[str, int]]:
    """Return by option the number that was chosen for it; none where nothing was, or too many digits."""
    found = [
        (name.removeprefix(PLACE), values[0]) for name, values in typed.items() if name.startswith(PLACE) and values
    ]
    return [(one, int(told)) for one, told in found if told.isascii() and told.isdecimal() and len(told) <= MOST_PLACE]
