"""Decision types: who decides what, by which rule."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from engine.language.clocks import Clock, read_clock
from engine.language.declaration.base import About, Expressed, Id, Names, Number, OneText, Part, Persons, Portion, When
from engine.language.declaration.gates import GateHere
from engine.language.quantities import Share
from engine.language.who import ID

BARE_RULES = ("unanimity", "consensus", "consent", "majority", "most", "one_decides")
RULES = f"{', '.join(BARE_RULES)}, {{majority: {{of: cast, over: 1/2}}}}, {{ranking: schulze}}, {{accepted: condition}}"


class Majority(Part):
    """More than a share (`over`), or at least one, of the votes cast or of all who may vote."""

    of: Literal["cast", "eligible"] = "cast"
    over: Portion | None = None
    at_least: Portion | None = None

    @model_validator(mode="after")
    def _has_one_threshold(self) -> Self:
        if self.over is not None and self.at_least is not None:
            msg = "a majority has 'over' or 'at_least', not both"
            raise ValueError(msg)
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

    unanimity: bool | None = None
    consensus: bool | None = None
    consent: bool | None = None
    most: bool | None = None
    majority: Majority | None = None
    one_decides: OneDecides | None = None
    ranking: Literal["schulze", "instant_runoff"] | None = None
    accepted: Expressed | None = None

    @property
    def name(self) -> str:
        """The rule's name."""
        return next(iter(self.model_fields_set))

    @model_validator(mode="after")
    def _is_one_rule(self) -> Self:
        if len(self.model_fields_set) != 1:
            msg = f"a decision has exactly one rule; allowed: {RULES}"
            raise ValueError(msg)
        return self


def _read_rule(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value not in BARE_RULES:
        msg = f"'{value}' is not a rule; allowed: {RULES}"
        raise ValueError(msg)
    return {value: {} if value in {"majority", "one_decides"} else True}


class Range(Part):
    """Lowest and highest number that can be voted."""

    from_: Number = Field(alias="from")
    to: Number


class Options(Part):
    """Words to choose from."""

    options: dict[Id, OneText] = Field(min_length=2)


def _read_choices(value: object) -> object:
    if isinstance(value, str) and ID.fullmatch(value):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) and ID.fullmatch(item) for item in value) and value:
        return tuple(value)
    if isinstance(value, dict):
        return Options.model_validate({"options": value}).options
    msg = "expected options ({go: Go, stop: Stop}), or record types to choose from"
    raise ValueError(msg)


Choices = Annotated[
    dict[str, OneText] | tuple[str, ...],
    PlainValidator(_read_choices),
    WithJsonSchema({"type": ["object", "string", "array"], "description": "Options with titles, or record types."}),
]


class Ballot(Part):
    """What a vote says: yes or no, one of several, a ranking, approvals, a number. `where` limits the records."""

    yes_no: bool | None = None
    choice: Choices | None = None
    ranking: Choices | None = None
    approval: Id | None = None
    number: Range | None = None
    where: Expressed | None = None

    @property
    def kind(self) -> str:
        """Which of the forms it is."""
        return next(iter(self.model_fields_set - {"where"}))

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if len(self.model_fields_set - {"where"}) != 1:
            msg = "a ballot is one of yes_no, {choice: …}, {ranking: …}, {approval: record}, {number: {from, to}}"
            raise ValueError(msg)
        return self


class Window(Part):
    """When voting begins and ends."""

    from_: When = Field(alias="from")
    to: When


def _read_open_for(value: object) -> Clock | Window:
    return Window.model_validate(value) if isinstance(value, dict) and "from" in value else read_clock(value)


class DecisionType(Part):
    """A kind of decision."""

    title: OneText
    by: Persons
    voters: Persons
    rule: Annotated[Rule, BeforeValidator(_read_rule, json_schema_input_type=str | Rule)]
    seen_by: Names
    about: Names | None = None
    per: About | None = None
    gate: GateHere | None = None
    where: Expressed | None = None
    weight: Expressed | None = None
    counted: Literal["at_open", "at_close"] = "at_open"
    ballot: Annotated[
        Ballot,
        BeforeValidator(
            lambda value: {value: True} if value == "yes_no" else value, json_schema_input_type=str | Ballot
        ),
    ] = Ballot(yes_no=True)
    quorum: Portion | None = None
    abstain: Literal["allowed", "no"] = "allowed"
    silence: Literal["blocks", "abstains", "consents"] | None = None
    open_for: Annotated[
        Clock | Window | None, PlainValidator(_read_open_for), WithJsonSchema({"type": ["string", "object"]})
    ] = None
    sealed: bool = False
    secret: bool = False
    reason: Names | None = None
    objections: Id | None = None
    tie: Expressed | None = None
    ratified_by: Persons | None = None
    ratify_within: When | None = None
    tells: Persons | None = None

    @model_validator(mode="after")
    def _a_clock_says_what_silence_means(self) -> Self:
        if self.open_for is not None and self.silence is None:
            msg = "a decision with 'open_for' needs 'silence': blocks, abstains or consents"
            raise ValueError(msg)
        return self
