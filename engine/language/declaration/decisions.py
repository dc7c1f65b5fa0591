"""Decision types: who decides what, by which rule."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from engine.language.declaration.base import (
    About,
    Expressed,
    Id,
    Names,
    Number,
    OneText,
    Part,
    Persons,
    Portion,
    Sights,
    When,
)
from engine.language.declaration.gates import GateHere
from engine.language.diagnostics import Slip, meant, shown
from engine.language.quantities import Share

BareRule = Literal["unanimity", "consensus", "consent", "majority", "most", "one_decides"]
BARE_RULES: tuple[str, ...] = get_args(BareRule)
RULES = (
    f"{', '.join(BARE_RULES)}, {{majority: {{of: cast, over: 1/2}}}}, {{most: 5}}, {{ranking: schulze}}, {{star: 5}}, "
    "{accepted: condition}"
)

BALLOTS = (
    "yes_no, {choice: {go: Go, stop: Stop}}, {choice: record}, {ranking: [record]}, {approval: record}, "
    "{stars: record}, {number: {from: 0, to: 10}}"
)


class Majority(Part):
    """More than a share (`over`), or at least one, of the votes cast or of all who may vote."""

    of: Literal["cast", "eligible"] = "cast"
    over: Portion | None = None
    at_least: Portion | None = None

    @model_validator(mode="after")
    def _has_one_threshold(self) -> Self:
        if self.over is not None and self.at_least is not None:
            raise Slip("a majority has 'over' or 'at_least', not both", "at_least", key=True)
        return self

    def threshold(self) -> tuple[Portion, bool]:
        """Return the share and whether it must be exceeded; more than half when nothing is said."""
        if self.at_least is not None:
            return self.at_least, False
        return self.over or Share(Fraction(1, 2), "1/2"), True


class OneDecides(Part):
    """One holder decides, after hearing `advice`."""

    advice: Persons | None = None


class Rule(Part):
    """The one line that says when a decision is accepted; exactly one of its keys is set."""

    unanimity: Literal[True] | None = None
    consensus: Literal[True] | None = None
    consent: Literal[True] | None = None
    most: Literal[True] | Annotated[int, Field(strict=True, ge=1)] | None = None
    majority: Majority | None = None
    one_decides: OneDecides | None = None
    ranking: Literal["schulze", "instant_runoff"] | None = None
    star: Annotated[int, Field(strict=True, ge=1)] | None = None
    accepted: Expressed | None = None

    @property
    def seats(self) -> int:
        """How many options win by the most votes or stars."""
        if self.star is not None:
            return self.star
        return 1 if self.most is None or self.most is True else self.most

    @property
    def name(self) -> str:
        """The rule's name."""
        return next(iter(self.model_fields_set))

    @model_validator(mode="after")
    def _is_one_rule(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise Slip(f"a decision has exactly one rule; allowed: {RULES}", key=True)
        return self


def _read_rule(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value not in BARE_RULES:
        raise Slip(f"{shown(value)} is not a rule; {meant(value, BARE_RULES)} allowed: {RULES}".replace(";  ", "; "))
    return {value: {} if value in {"majority", "one_decides"} else True}


class Range(Part):
    """Lowest and highest number that can be voted."""

    from_: Number = Field(alias="from")
    to: Number


def _form_of_choices(value: object) -> str:
    return "(options)" if isinstance(value, dict) else "(records)"


Options = Annotated[dict[Id, OneText], Field(min_length=2, description="Options with their titles.")]
Choices = Annotated[
    Annotated[Options, Tag("(options)")] | Annotated[Names, Tag("(records)")], Discriminator(_form_of_choices)
]


class Ballot(Part):
    """What a vote says: yes or no, one of several, a ranking, approvals, a number. `where` limits the records."""

    yes_no: Literal[True] | None = None
    choice: Choices | None = None
    ranking: Choices | None = None
    approval: Id | None = None
    stars: Id | None = None
    number: Range | None = None
    where: Expressed | None = None

    @property
    def kind(self) -> str:
        """Which of the forms it is."""
        return next(iter(self.model_fields_set - {"where"}))

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if len(self.model_fields_set - {"where"}) != 1:
            raise Slip(f"a ballot is exactly one of {BALLOTS}", key=True)
        return self


class Window(Part):
    """When voting begins and ends."""

    from_: When = Field(alias="from")
    to: When


def _read_ballot(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value != "yes_no":
        raise Slip(f"{shown(value)} is not a ballot; allowed: {BALLOTS}")
    return {value: True}


def _form_of_window(value: object) -> str:
    return "(window)" if isinstance(value, dict) and "clock" not in value else "(clock)"


OpenFor = Annotated[
    Annotated[Window, Tag("(window)")] | Annotated[When, Tag("(clock)")], Discriminator(_form_of_window)
]


class Ceiling(Part):
    """How many of the winners may share what an expression over an option says."""

    winners: Annotated[int, Field(strict=True, ge=1)]
    same: Expressed


class DecisionType(Part):
    """A kind of decision."""

    title: OneText
    by: Persons
    voters: Persons
    rule: Annotated[Rule, BeforeValidator(_read_rule, json_schema_input_type=BareRule | Rule)]
    seen_by: Sights
    about: Names | None = None
    per: About | None = None
    gate: GateHere | None = None
    where: Expressed | None = None
    weight: Expressed | None = None
    counted: Literal["at_open", "at_close"] = "at_open"
    ballot: Annotated[
        Ballot,
        BeforeValidator(_read_ballot, json_schema_input_type=Literal["yes_no"] | Ballot),
    ] = Ballot(yes_no=True)
    quorum: Portion | None = None
    abstain: Literal["allowed", "no"] = "allowed"
    silence: Literal["blocks", "abstains", "consents"] | None = None
    open_for: OpenFor | None = None
    sealed: bool = False
    secret: bool = False
    reason: Names | None = None
    objections: Id | None = None
    tie: Expressed | None = None
    at_most: Ceiling | None = None
    ratified_by: Persons | None = None
    ratify_within: When | None = None
    tells: Persons | None = None

    @property
    def hides_ballots(self) -> bool:
        """Whether nobody but the voter's side sees a ballot before the vote is closed."""
        return self.sealed or self.secret

    @model_validator(mode="after")
    def _stars_go_with_star(self) -> Self:
        if (self.ballot.stars is None) != (self.rule.star is None):
            raise Slip("the ballot 'stars' goes with the rule 'star', and with no other", "rule", key=True)
        if self.at_most is not None and (self.rule.star or 0) <= self.at_most.winners:
            raise Slip("'at_most' is about more winners than that: it goes with 'rule: {star: 5}'", "at_most", key=True)
        return self

    @model_validator(mode="after")
    def _a_clock_says_what_silence_means(self) -> Self:
        if self.open_for is not None and self.silence is None:
            raise Slip("a decision with 'open_for' needs 'silence': blocks, abstains or consents", "open_for", key=True)
        return self
