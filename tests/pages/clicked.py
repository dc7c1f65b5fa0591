"""A stage on which a story is played by clicking: each act is done by its person, in that person's own browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.wording.process import words_in
from engine import Engine
from engine.access.identity import operator_of
from engine.access.invitations import Guest, Wished
from engine.authoring.casting import NEW
from engine.process.commands import Join, Open, Share, read_command
from engine.process.refusal import Refusal
from engine.process.whereabouts import innermost
from tests.engine.access.people import PASSWORD, granted
from tests.pages.hands import DESK, PHONE, Awkward, Hand, NotOffered, Offered, Refused, plain
from tests.pages.wishes import opening_values, wish_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from playwright.sync_api import Browser

    from engine.access.identity import Role
    from engine.authoring.casting import Cast
    from engine.language.method import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Situation
    from tests.pages.wishes import Wish
    from tests.pages.world import Clock

HOME = "local"
KEPT = {
    "record": "records", "object": "records", "propose": "runs", "join": "participants", "plan": "sessions",
    "waive": "waivers", "hold": "holds", "note": "notes",
}  # fmt: skip


@dataclass
class Person:
    """Somebody of the story, with his account and his browser. `since` is when he signed in."""

    email: str
    hand: Hand
    since: datetime


@dataclass
class Clicked:
    """What a story does is pressed on pages, and what came of it is read there.

    Ids are made by the pages: `real` has them by those of the story. `tried` and `kept_back` count what was refused on
    a page, and for what a page had no form.
    """

    engine: Engine
    clock: Clock
    browser: Browser
    origin: str
    is_turned: bool
    cast: Cast | None = None
    process: str = ""
    is_begun: bool = False
    people: dict[str, Person] = field(default_factory=dict)
    real: dict[str, str] = field(default_factory=dict)
    at_page: tuple[str, str] = ("", "")
    pressed: int = 0
    tried: int = 0
    kept_back: int = 0

    @property
    def situation(self) -> Situation | None:
        """How the process stands."""
        return self.engine.situation(self.process)[1] if self.process else None

    def member(self, process: str) -> tuple[Method, Situation]:
        """Return a process of the family, as it stands."""
        return self.engine.situation(process)

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        """Let the clock do what comes due."""
        self.clock.at, self.at_page = until, ("", "")
        before = len(self.engine.history(process or self.process))
        self.engine.situation(self.process)
        return self._since(process or self.process, before)

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        """Do several things, one after the other; where they would be refused together none is done."""
        self.clock.at = at
        if isinstance(commands[0], Open):
            self._open(commands[0])
            return self._since(self.process, 0)
        where = process or self.process
        supposed = self.engine.dry_run(where, list(commands))
        if isinstance(supposed, Refusal):
            if self.is_begun and not supposed.index:
                self._refused(where, commands[0], supposed)
            return supposed
        before = len(self.engine.history(where))
        for command, is_shared in _several(commands):
            self._do(where, self._known(command), is_shared=is_shared)
        self._reads_where_it_stands(where)
        return self._since(where, before)

    def close(self) -> None:
        """Close all browsers."""
        for one in self.people.values():
            one.hand.page.context.close()

    def _since(self, process: str, before: int) -> tuple[Event, ...]:
        return tuple(one.event for one in self.engine.history(process)[before:])

    def _open(self, command: Open) -> None:
        """Open the process by the pages for that."""
        access = self.engine.access
        hand = self._hand(is_party=command.party is not None)
        email = f"opener@{HOME}.example"
        roles: tuple[Role, ...] = ("facilitator",)
        granted(access.accounts.make(operator_of(HOME), email, command.name, roles, PASSWORD))
        hand.let_in(granted(access.sessions.sign_in(HOME, email, PASSWORD, "a browser")).secret)
        method = self.engine.method(command.method, command.version)
        hand.open("/open")
        with hand.page.expect_navigation():
            hand.page.get_by_role("link", name=method.declared.title.say(hand.language), exact=True).click()
        form = hand.page.locator("main form")
        hand.fill(form, opening_values(method, command, hand.language), {})
        hand.send(form)
        self.process = hand.page.url.partition("/processes/")[2].partition("?")[0]
        (opener,) = self.engine.situation(self.process)[1].participants
        self.people[opener] = Person(email, hand, self.clock.at)
        self._learn(command.actor, opener)
        self.at_page = (opener, self.process)
        self._is_told(hand, "open")

    def comes_back(self, participant: str) -> Hand:
        """Bring somebody to the page of the process as it is now."""
        self.at_page = ("", "")
        return self._at(participant, self.process)

    def _do(self, where: str, command: Command, *, is_shared: bool) -> None:
        method, situation = self.engine.situation(where)
        hand = self._at(command.actor, where)
        wish = wish_for(method, situation, command, hand.language, is_shared=is_shared)
        found = self._found(hand, where, wish)
        if found is None:
            raise NotOffered(f"{_told(command)}: no form on the page of {self._name(situation, command)}")
        try:
            hand.press(wish, found)
        except (Refused, Awkward) as error:
            raise Awkward(f"{_told(command)} by {self._name(situation, command)}: {error}") from error
        self.pressed += 1
        self._is_told(hand, command.do)
        self._learn_new(where, situation, command)

    def _found(self, hand: Hand, where: str, wish: Wish) -> Offered | None:
        """Return the form for something: on the page of the process, or among its records."""
        if found := hand.offers(wish):
            return found[0]
        hand.open(f"/processes/{where}/records")
        found = hand.offers(wish)
        if not found:
            hand.open(f"/processes/{where}")
        return found[0] if found else None

    def _is_told(self, hand: Hand, do: str) -> None:
        told = hand.reads()
        done = words_in(hand.language)(f"did_{do}")
        if not any(one.startswith(done) for one in told["said"]):  # and then, perhaps, that a gate is open now
            raise Awkward(f"after {do} the page says {told['said']}")

    def _reads_where_it_stands(self, where: str) -> None:
        """Read on the page of whoever acted last that the process is where it is, in his language, on his screen."""
        actor, there = self.at_page
        if there != where:
            return
        hand, (method, situation) = self.people[actor].hand, self.engine.situation(where)
        told = hand.reads()
        phases = {one.partition(".")[0] for one in innermost(method, situation)}
        expected = {method.declared.phases[one].title.say(hand.language) for one in phases}
        if (set(told["here"]), told["language"], told["isWide"]) != (expected, hand.language, False):
            raise Awkward(f"the page says {told}, and the process stands at {expected}")

    def _refused(self, where: str, command: Command, refusal: Refusal) -> None:
        """Try what is refused: the page has no form for it, or refuses it too; either way it says what is missing."""
        method, situation = self.engine.situation(where)
        hand = self._at(command.actor, where)
        missing = self._missing(hand, where, command)
        wish = wish_for(method, situation, command, hand.language)
        if found := hand.offers(wish):
            self.tried += 1
            try:
                hand.press(wish, found[0])
            except Refused as error:
                self.at_page = ("", "")
                _must_name(missing, str(error), command)
                return
            raise Awkward(f"{_told(command)} is refused ({refusal.message}), and the page carried it out")
        self.kept_back += 1
        if command.do == "move":
            _must_name(missing, hand.text(), command)

    def _missing(self, hand: Hand, where: str, command: Command) -> list[str]:
        """Return what is missing in the words in which a program would be told, in the reader's language."""
        told = command.model_dump(mode="json", by_alias=True, exclude_none=True)
        answer = hand.page.context.request.post(
            f"{self.origin}/v1/processes/{where}/commands?dry_run=true", data=[told],
            headers={"Accept-Language": hand.language},
        )  # fmt: skip
        assert not answer.ok, answer.text()
        return list(dict.fromkeys(_sentences(answer.json().get("conditions", []))))

    def _at(self, actor: str, where: str) -> Hand:
        """Bring somebody to his page of a process, signed in; whoever was at one before goes away from his."""
        person = self.people[actor]
        if person.since != self.clock.at:
            begun = granted(self.engine.access.sessions.sign_in(HOME, person.email, PASSWORD, "a browser"))
            person.hand.let_in(begun.secret)
            person.since = self.clock.at
        before = self.people.get(self.at_page[0])
        if before and before is not person:
            before.hand.rest()
        if self.at_page != (actor, where):
            person.hand.open(f"/processes/{where}")
            self.at_page = (actor, where)
        return person.hand

    def _hand(self, *, is_party: bool) -> Hand:
        """Start a browser: for parties a phone in English, for others a desk in Dutch, or the other way round."""
        screen, language = (PHONE, "en") if is_party != self.is_turned else (DESK, "nl")
        return Hand.at_a(screen, self.browser, self.origin, language)

    def _known(self, command: Command) -> Command:
        """Return a command with the ids that the pages made."""
        text = command.model_dump_json(by_alias=True, exclude_none=True)
        for told, real in self.real.items():
            text = text.replace(f'"{told}"', f'"{real}"')
        return read_command.validate_json(text)

    def _learn_new(self, where: str, before: Situation, command: Command) -> None:
        """Take note of the id of what is new, and give whoever was admitted an account and a browser."""
        after = self.engine.situation(where)[1]
        kept = KEPT.get(command.do, "")
        new = set(getattr(after, kept)) - set(getattr(before, kept)) if kept else set()
        told = getattr(command, NEW[command.do], None) if command.do in NEW else getattr(command, "id", None)
        if told and len(new) == 1:
            self._learn(str(told), next(iter(new)))
        if isinstance(command, Join):
            self._come(where, next(iter(new)), command)

    def _come(self, where: str, participant: str, command: Join) -> None:
        access, email = self.engine.access, f"p{len(self.people)}@{HOME}.example"
        sent = granted(access.invitations.make(operator_of(HOME), Wished(email, (), where, participant)))
        granted(access.invitations.accept(sent.secret, Guest(command.name, PASSWORD)))
        never = self.clock.at.replace(year=1999)
        is_party = command.party is not None or (len(self.people) % 2 == 1)
        self.people[participant] = Person(email, self._hand(is_party=is_party), never)

    def _learn(self, told: str, real: str) -> None:
        self.real[told] = real
        if self.cast is not None:
            self.cast.ids.update({alias: real for alias, one in self.cast.ids.items() if one == told})
            if told in self.cast.proposed:
                self.cast.proposed[real] = self.cast.proposed[told]

    def _name(self, situation: Situation, command: Command) -> str:
        person = self.people[command.actor]
        return f"{situation.participants[command.actor].name} ({person.hand.language})"


def _several(commands: Sequence[Command]) -> Iterator[tuple[Command, bool]]:
    """Yield what is pressed: whoever writes something and shares it presses one button."""
    rest = list(commands)
    while rest:
        first = rest.pop(0)
        then = rest[0] if rest else None
        is_shared = (
            first.do == "record" and isinstance(then, Share) and (then.id, then.actor) == (first.id, first.actor)
            and not then.editorial
        )  # fmt: skip
        if is_shared:
            rest.pop(0)
        yield first, is_shared


def _sentences(conditions: Sequence[dict[str, Any]]) -> Iterator[str]:
    for one in conditions:
        yield from (plain(missing["text"]) for missing in one["missing"])
        yield from _sentences(one["conditions"])


def _must_name(missing: Sequence[str], text: str, command: Command) -> None:
    if unsaid := [one for one in missing if one not in plain(text)]:
        raise Awkward(f"{_told(command)}: the page does not say {unsaid}")


def _told(command: Command) -> str:
    return str(command.model_dump(mode="json", by_alias=True, exclude_none=True))
