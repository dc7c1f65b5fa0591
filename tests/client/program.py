"""A program of somebody else's, which knows Sluis by the generated client alone: `make client` runs it.

It is told line by line what to do and answers each line with what it was answered: the parsed model told as JSON again,
which must be what the server sent, to the last key. It stands by itself: it runs in build/client, where nothing of
Sluis is installed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from http.cookies import SimpleCookie
from io import BytesIO
from ssl import create_default_context
from traceback import format_exc
from typing import Any, TypeVar

import attrs
from sluis_client import AuthenticatedClient, Client, models
from sluis_client.api.access import accept_invitation, invite, list_seats, make_token, sign_in
from sluis_client.api.methods import publish_method
from sluis_client.api.processes import (
    list_processes,
    open_process,
    read_checkpoint,
    read_decisions,
    read_deposits,
    read_figures,
    read_lenses,
    read_log,
    read_notes,
    read_participants,
    read_parties,
    read_progress,
    read_records,
    read_sessions,
    read_waivers,
    submit_commands,
)
from sluis_client.models.making_token_scopes_item import MakingTokenScopesItem
from sluis_client.types import File, Response

READS: dict[str, Callable[..., Response[Any]]] = {
    "progress": read_progress.sync_detailed,
    "parties": read_parties.sync_detailed,
    "participants": read_participants.sync_detailed,
    "records": read_records.sync_detailed,
    "decisions": read_decisions.sync_detailed,
    "sessions": read_sessions.sync_detailed,
    "lenses": read_lenses.sync_detailed,
    "notes": read_notes.sync_detailed,
    "deposits": read_deposits.sync_detailed,
    "figures": read_figures.sync_detailed,
    "waivers": read_waivers.sync_detailed,
    "log": read_log.sync_detailed,
    "checkpoint": read_checkpoint.sync_detailed,
}
TRUSTED = create_default_context()  # made once: it takes longer than a request
A_YEAR, MOST_LINES = 366, 500
Told = dict[str, Any]
T = TypeVar("T")


class Unlike(Exception):
    """What the model holds is not what was sent."""


class Somebody:
    """A person with a browser, who knows his password, and a program of his, which has a token."""

    def __init__(self, url: str, email: str, password: str, scopes: list[MakingTokenScopesItem]) -> None:
        self.url, self.email, self.password = url, email, password
        self.scopes = scopes
        self.browser = Client(base_url=url, headers=self.headers(), verify_ssl=TRUSTED)
        self.by_token: AuthenticatedClient | None = None

    def headers(self) -> dict[str, str]:
        """Return headers for one client, which takes them for its own and writes its token into them."""
        return {"Accept-Language": "en"}

    def sign_in(self) -> None:
        """Begin a session, in which one has just proved who one is.

        The cookie is kept by hand: a story has its own clock, by which a browser would think it long past.
        """
        body = models.SigningIn(email=self.email, password=self.password)
        begun = sign_in.sync_detailed(
            client=Client(base_url=self.url, headers=self.headers(), verify_ssl=TRUSTED), body=body
        )
        granted(begun, models.SignedInView)
        cookies = {name: one.value for name, one in SimpleCookie(begun.headers["set-cookie"]).items()}
        self.browser = Client(base_url=self.url, headers=self.headers(), verify_ssl=TRUSTED, cookies=cookies)

    def program(self) -> AuthenticatedClient:
        """Return the client of the program, with a token that was made for it."""
        if self.by_token is None:
            body = models.MakingToken(title="A program", scopes=self.scopes, days=A_YEAR)
            made = granted(self.in_person(make_token.sync_detailed, body=body), models.TokenMade)
            self.by_token = AuthenticatedClient(
                base_url=self.url, token=made.secret, headers=self.headers(), verify_ssl=TRUSTED
            )
        return self.by_token

    def in_person(self, operation: Callable[..., Response[Any]], **given: Any) -> Response[Any]:
        """Ask in the browser; anew where the session has ended, or is not so young that it proves who asks."""
        told = operation(client=self.browser, **given)
        if kind_of(told) in ("/problems/sign-in-needed", "/problems/proof-needed"):
            self.sign_in()
            told = operation(client=self.browser, **given)
        return told

    def answered(self, operation: Callable[..., Response[Any]], **given: Any) -> Response[Any]:
        """Let the program ask; with a new token where the old one has ended, in person where that is needed."""
        told = operation(client=self.program(), **given)
        if kind_of(told) == "/problems/sign-in-needed":
            self.by_token = None
            told = operation(client=self.program(), **given)
        return self.in_person(operation, **given) if kind_of(told) == "/problems/proof-needed" else told


def kind_of(answer: Response[Any]) -> str | None:
    """Return of what kind a problem is, where an answer is one."""
    return answer.parsed.type_ if isinstance(answer.parsed, models.Problem) else None


def granted(answer: Response[Any], kind: type[T]) -> T:
    """Return an answer, which has to be of a kind."""
    if not isinstance(answer.parsed, kind):
        raise Unlike(f"no {kind.__name__}: {answer.status_code} {answer.content.decode()}")
    return answer.parsed


class Program:
    """What is asked of it line by line, by names of people."""

    def __init__(self) -> None:
        self.url = ""
        self.people: dict[str, Somebody] = {}

    def begin(self, url: str) -> Told:
        """Begin anew, with a server where nobody is known yet."""
        self.url, self.people = url, {}
        return {}

    def know(self, who: str, **given: Any) -> Told:
        """Know of somebody how he comes in."""
        self.people[who] = Somebody(self.url, **given)
        return {}

    def publish(self, who: str, source: str) -> Told:
        """Publish a method."""
        return told(self.people[who].answered(publish_method.sync_detailed, body=File(BytesIO(source.encode()))))

    def invite(self, who: str, whom: str, **wished: Any) -> Told:
        """Invite somebody, who accepts by the link."""
        guest = self.people[whom]
        body = models.Inviting.from_dict({"email": guest.email, **wished})
        sent = granted(self.people[who].in_person(invite.sync_detailed, body=body), models.InvitationSent)
        secret = sent.link.partition("t=")[2]
        accepting = models.Accepting(token=secret, name=whom, password=guest.password)
        came = accept_invitation.sync_detailed(client=guest.browser, body=accepting)
        return granted(came, models.InvitationAccepted).to_dict()

    def seats(self, who: str, process: str) -> Told:
        """Return who has a seat, which a person is told who may invite."""
        return told(self.people[who].in_person(list_seats.sync_detailed, process=process))

    def open(self, who: str, command: Told) -> Told:
        """Open a process."""
        body = models.OpenProcessCommand.from_dict(command)
        if not is_same(body.to_dict(), command):
            raise Unlike(f"{command} is {body}")
        return told(self.people[who].answered(open_process.sync_detailed, body=body))

    def submit(self, who: str, process: str, commands: list[Told]) -> Told:
        """Do something, or several things together."""
        several = [command_of(one) for one in commands]
        body = several if len(several) > 1 else several[0]
        return told(self.people[who].answered(submit_commands.sync_detailed, process=process, body=body))

    def hold(self, commands: list[Told]) -> list[str]:
        """Return which models hold commands, which are not sent."""
        return [type(command_of(one)).__name__ for one in commands]

    def read(self, who: str, what: str, process: str) -> Told:
        """Read a part of a process."""
        given = {"limit": MOST_LINES} if what == "log" else {}
        return told(self.people[who].answered(READS[what], process=process, **given))

    def processes(self, who: str) -> Told:
        """List the processes that somebody may know of."""
        return told(self.people[who].answered(list_processes.sync_detailed))


def command_of(given: Told) -> Any:
    """Return a command as the model that the client has for it, which must hold all of it."""
    name = "".join(part.title() for part in given["do"].split("_"))
    command = getattr(models, f"{name}Command").from_dict(given)
    if not is_same(command.to_dict(), given):
        raise Unlike(f"{given} is {command}")
    return command


def told(answer: Response[Any]) -> Told:
    """Return an answer as its model tells it, which must be what was sent."""
    parsed, sent = answer.parsed, json.loads(answer.content)
    if parsed is None:
        raise Unlike(f"no model for {answer.status_code} {answer.content.decode()}")
    shown = [one.to_dict() for one in parsed] if isinstance(parsed, list) else parsed.to_dict()
    if not is_same(shown, sent):
        raise Unlike(f"{answer.content.decode()} is {shown}")
    if beside := list(undocumented(parsed)):
        raise Unlike(f"not in the document: {beside}")
    kind = type(parsed).__name__ if not isinstance(parsed, list) else "list"
    return {"status": int(answer.status_code), "kind": kind, "told": sent}


def is_same(shown: object, sent: object) -> bool:
    """Compare JSON with JSON, instants by when they are."""
    if isinstance(shown, dict) and isinstance(sent, dict):
        return shown.keys() == sent.keys() and all(is_same(one, sent[key]) for key, one in shown.items())
    if isinstance(shown, list) and isinstance(sent, list):
        return len(shown) == len(sent) and all(map(is_same, shown, sent))
    return shown == sent or (instant(shown) is not None and instant(shown) == instant(sent))


def instant(value: object) -> datetime | None:
    """Return the instant that a text names, if it does."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def undocumented(value: object) -> Iterator[str]:
    """Yield what was sent beside the fields that the document has."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from undocumented(one)
    elif attrs.has(kind := type(value)):
        fields = [one.name for one in attrs.fields(kind) if one.name != "additional_properties"]
        beside = getattr(value, "additional_properties", {})
        if fields:
            yield from (f"{type(value).__name__}.{name}" for name in beside)
        for one in (*(getattr(value, name) for name in fields), *beside.values()):
            yield from undocumented(one)


def main() -> None:
    """Do what each line says, and answer each with a line; what goes wrong is an answer too."""
    program = Program()
    for line in sys.stdin:
        call, given = json.loads(line)
        try:
            answer = getattr(program, call)(**given)
        except Exception:  # noqa: BLE001 - whoever asked looks at it
            answer = {"wrong": format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
