"""The bodies of requests about access. What is secret in them is never told back.

What the document says of a part besides its type is what the engine takes, which refuses all else in its own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from api.commands import Malformed
from engine.access import invitations
from engine.access.identity import ROLES, SCOPES
from engine.access.mailboxes import HOWS
from engine.access.passwords import LEAST
from engine.access.tokens import LONGEST_LIFE

if TYPE_CHECKING:
    from collections.abc import Mapping

B = TypeVar("B", bound=BaseModel)
Email = Annotated[str, Field(max_length=300)]
Kept = Annotated[str, Field(max_length=300, json_schema_extra={"format": "idn-email"})]
Name = Annotated[str, Field(max_length=300, json_schema_extra={"minLength": 1})]
Secret = Annotated[SecretStr, Field(max_length=1_000)]
Organisation = Annotated[
    str | None, Field(default=None, max_length=63, description="Which organisation; the server's own when left out.")
]
Roles = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": list(ROLES)})]],
    Field(max_length=8, description=", ".join(ROLES)),
]
Days = Annotated[int, Field(ge=1, le=1_000, description="How many days it lasts.")]


class Body(BaseModel):
    """What is sent."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class SigningIn(Body):
    """Address and password."""

    email: Email
    password: Secret
    organisation: Organisation


class Proving(Body):
    """The password, once more."""

    password: Secret


class AskingForLink(Body):
    """The address to send a link to."""

    email: Email
    organisation: Organisation


class Token(Body):
    """What stands in a link behind `t=`."""

    token: Secret


class Inviting(Body):
    """Whom to invite: to roles in the organisation, or for a participant of a process."""

    email: Kept
    roles: Roles = Field(default_factory=list)
    process: Annotated[str | None, Field(max_length=64)] = None
    participant: Annotated[str | None, Field(max_length=64)] = None
    days: Annotated[Days, Field(json_schema_extra={"maximum": invitations.LONGEST.days})] = 14
    mail: Annotated[bool, Field(description="Whether it is mailed too, where this server mails.")] = True


class ChangingMail(Body):
    """How one wants to be told by mail; what is left out stays, and null is as the process has it, or no quiet."""

    how: Annotated[str | None, Field(json_schema_extra={"enum": [*HOWS]}, max_length=20)] = None
    language: Annotated[str | None, Field(max_length=8)] = None
    zone: Annotated[str | None, Field(max_length=64, description="Such as Europe/Amsterdam.")] = None
    quiet_from: Annotated[str | None, Field(max_length=8, description="Such as 22:00, by the clocks there.")] = None
    quiet_until: Annotated[str | None, Field(max_length=8)] = None


class Accepting(Body):
    """Who accepts. Whoever is signed in needs neither name nor password; `email` only where the invitation has none."""

    token: Secret
    name: Annotated[str | None, Field(max_length=300)] = None
    password: Secret | None = None
    email: Email | None = None


class MakingToken(Body):
    """What a token is to be for: some of read, act, publish and export, or dashboard alone, or embed alone."""

    title: Name
    scopes: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)})]], Field(min_length=1, max_length=5)
    ]
    days: Annotated[Days, Field(json_schema_extra={"maximum": LONGEST_LIFE.days})]
    process: Annotated[str | None, Field(max_length=64, description="The only process it is for.")] = None


class MakingWebhook(Body):
    """Where to tell of changes, and of what: all that the account may know of, or one process."""

    url: Annotated[str, Field(max_length=1_000, description="An https address that others can reach.")]
    title: Annotated[str, Field(max_length=300)]
    process: Annotated[str | None, Field(max_length=64, description="The only process it tells of.")] = None


class ChangingWebhook(Body):
    """What is to be different about a webhook."""

    paused: Annotated[bool | None, Field(description="Whether to send nothing; what happens meanwhile waits.")] = None
    title: Annotated[str | None, Field(max_length=300)] = None


class MakingAccount(Body):
    """Somebody whom an owner knows; others are invited."""

    email: Kept
    name: Name
    roles: Roles = Field(default_factory=list)


class ChangingAccount(Body):
    """What is to be different about an account."""

    roles: Roles | None = None
    disabled: bool | None = None


class ChangingOrganisation(Body):
    """What is to be different about the organisation."""

    name: Annotated[Name | None, Field(description="What it is called, for those it invites.")] = None
    keeps_days: Annotated[
        int | None,
        Field(description="After how many days what has ended is deleted, 30 to 36,525; null never."),
    ] = None


class ChangingOneself(Body):
    """What is to be different about oneself."""

    name: Name | None = None
    password: Annotated[Secret, Field(json_schema_extra={"minLength": LEAST})] | None = None


def read_body(kind: type[B], sent: object) -> B:
    """Return a body as what it should be. Raises Malformed, which tells no secret back."""
    try:
        return kind.model_validate(sent)
    except ValidationError as error:
        raise Malformed([_without_input(one) for one in error.errors(include_input=False)]) from None


def body_of(kind: type[BaseModel]) -> dict[str, Any]:
    """Return how a body stands in the OpenAPI document."""
    schema = {"$ref": f"#/components/schemas/{kind.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def body_schemas() -> dict[str, Any]:
    """Return the schemas of all bodies, for the OpenAPI document."""
    return {one.__name__: one.model_json_schema() for one in Body.__subclasses__()}


def _without_input(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != "input"}
