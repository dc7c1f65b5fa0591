"""Commands as they come in over HTTP, and the answer to accepted ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter, ValidationError, WithJsonSchema

from api.misshapen import wrong_parts
from api.problems import Unreadable
from engine import Receipt
from engine.process.commands import AnyCommand, Command, Open, read_command
from engine.process.situation import Json

if TYPE_CHECKING:
    from engine.access.identity import Identity

MOST_COMMANDS = 100
REF = "#/components/schemas/{model}Command"
OPEN_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": REF.format(model="OpenProcess")}}},
    }
}
COMMAND = {"$ref": REF.format(model="Any")}
COMMANDS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [COMMAND, {"type": "array", "items": COMMAND, "minItems": 1, "maxItems": MOST_COMMANDS}]
                }
            }
        },
    }
}


OR_PROGRESS = {"anyOf": [{"$ref": "#/components/schemas/Progress"}, {"type": "null"}]}


class Malformed(Exception):
    """A command that does not have the shape of one; `found` says what is wrong where."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        super().__init__("malformed command")
        self.found = found


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to accepted commands: what happened by id and kind, and the reader's new revision.

    `actor` is who opened a process; `progress` is there in a dry run only.
    """

    process: str
    actor: str | None
    events: list[dict[str, Json]]
    revision: int
    progress: Annotated[dict[str, Any] | None, WithJsonSchema(OR_PROGRESS)]


def accepted(receipt: Receipt, actor: str | None = None) -> Accepted:
    """Return a receipt as an answer, the same bytes whether it is new or was kept."""
    events = [dict(sorted(one.items())) for one in receipt.events]
    return Accepted(receipt.process, actor, events, receipt.revision, None)


def read_open(body: object, actor: str, zone: str) -> Open:
    """Return the command that opens a process; the actor's id is made up where none is given. Raises Malformed."""
    given = dict(body) if isinstance(body, dict) else body
    if isinstance(given, dict):
        given = {"do": "open", "actor": actor, "zone": zone} | given
    command = _read(given, ())
    if not isinstance(command, Open):
        raise Malformed([{"loc": ("do",), "msg": "this command opens a process: 'do' must be 'open'"}])
    return command


def read_commands(body: object) -> tuple[Command, ...]:
    """Return one command or several. Raises Malformed, or Unreadable for a list that is too long."""
    if not isinstance(body, list):
        return (_not_open(_read(body, ())),)
    if not 1 <= len(body) <= MOST_COMMANDS:
        raise Unreadable("malformed", f"a list holds 1 to {MOST_COMMANDS} commands; this one has {len(body)}")
    return tuple(_not_open(_read(one, (index,))) for index, one in enumerate(body))


def from_seat(body: object, seat: str | None, identity: Identity) -> object:
    """Return commands with the participant who gives them filled in where none is named.

    Whoever has no seat there is named by his account, which is no participant, and refused as one who is not there.
    """
    actor = {"actor": seat or identity.account}
    several = body if isinstance(body, list) else [body]
    filled = [actor | one if isinstance(one, dict) else one for one in several]
    return filled if isinstance(body, list) else filled[0]


def command_schemas(*, has_accounts: bool = False) -> dict[str, Any]:
    """Return the schemas of all commands, for the OpenAPI document. With accounts `actor` may be left out."""
    adapter: TypeAdapter[Command] = TypeAdapter(AnyCommand)
    schema = adapter.json_schema(ref_template=REF)
    parts = {f"{name}Command": part | {"title": f"{name}Command"} for name, part in schema.pop("$defs").items()}
    for part in parts.values() if has_accounts else ():
        if "do" in part.get("properties", {}):
            part["required"] = [one for one in part.get("required", ()) if one != "actor"]
    opening = parts["OpenCommand"] | {"title": "OpenProcessCommand", "required": ["method", "title", "name"]}
    others = [one for one in schema["oneOf"] if not one["$ref"].endswith("/OpenCommand")]
    mapping = {do: ref for do, ref in schema["discriminator"]["mapping"].items() if do != "open"}
    anything = {"oneOf": others, "discriminator": {"propertyName": "do", "mapping": mapping}}
    return parts | {"OpenProcessCommand": opening, "AnyCommand": anything}


def _read(data: object, place: tuple[int, ...]) -> Command:
    try:
        return read_command.validate_python(data)
    except ValidationError as error:
        found = [{**one, "loc": (*place, *one["loc"])} for one in wrong_parts(data, error)]
        raise Malformed(found) from error


def _not_open(command: Command) -> Command:
    if isinstance(command, Open):
        raise Malformed([{"loc": ("do",), "msg": "a process is opened by POST /v1/processes"}])
    return command
