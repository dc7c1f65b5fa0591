"""Scripts made by chance: what all do in both worlds, and what some do among themselves, otherwise in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from engine.process.commands import Command
from tests.promises.acts import PEOPLE, asked
from tests.promises.methods import is_narrow
from tests.promises.values import DAYS, secret_value, value
from tests.promises.worlds import Act

Part = dict[str, Any]
HOURS = 30
ROLES = {"chair": ("chair",)} | {name: roles for name, (_, roles) in PEOPLE.items()}
PARTIES = {"chair": None} | {name: party for name, (party, _) in PEOPLE.items()}
Making = Callable[[Random], Command]


@dataclass(frozen=True)
class Script:
    """What is done in both worlds, and by whom what is kept from whom; `public` and `secret` make each world's acts."""

    declared: Part
    keepers: tuple[str, ...]
    others: tuple[str | None, ...]
    public: tuple[tuple[int, Making], ...]
    core: tuple[tuple[int, Making], ...]
    extra: tuple[tuple[int, Making], ...]
    differs: str
    is_childs: bool = False

    def acts(self, world: int, chance: Random) -> tuple[list[Act], list[Act]]:
        """Return the public acts of one of the two worlds and its secret ones, which are drawn from `chance`."""
        secret = list(self.core)
        if self.differs == "values":
            secret += self.extra
        else:
            secret += [one for one in self.extra if chance.random() < (0.5 if world else 0.8)]
            secret = [
                *secret[: len(self.core)],
                *((_moved(chance, minutes), one) for minutes, one in secret[len(self.core) :]),
            ]
        return self._done(self.public, chance), self._done(secret, chance)

    def _done(self, making: Sequence[tuple[int, Making]], chance: Random) -> list[Act]:
        """Return acts, in the process itself or each hour in another of its children."""
        return [Act(at, make(chance), at // 60 if self.is_childs else None) for at, make in making]


def a_script(
    chance: Random, declared: Part, keepers: tuple[str, ...], parties: dict[str, str], *, is_childs: bool = False
) -> Script:
    """Return a script for a method, or for one that it runs; `parties` are the ids of parties by name."""
    others = tuple(one for one in ("chair", *PEOPLE, None) if one not in keepers)
    making = _Making(chance, declared, keepers, others, parties)
    core = [making.shares(f"core-{number}") for number in range(2)] if keepers else []
    public = [making.public(number) for number in range(HOURS - 3)]
    extra = [making.secret(f"s{number}") for number in range(14)] if keepers else []
    return Script(
        declared, keepers, others,
        tuple((60 * (2 + hour), one) for hour, several in enumerate(public) for one in several),
        tuple((61 + 5 * number, one) for number, several in enumerate(core) for one in several),
        tuple((_moved(chance, 60 * chance.randint(2, HOURS)), one) for several in extra for one in several),
        chance.choice(["values", "number"]) if keepers else "ballots", is_childs,
    )  # fmt: skip


def _moved(chance: Random, minutes: int) -> int:
    """Return another minute of the same hour, never the full hour: then the clock ticks."""
    return minutes - minutes % 60 + chance.randint(1, 59)


class _Making:
    def __init__(
        self, chance: Random, declared: Part, keepers: tuple[str, ...], others: Sequence[str | None],
        parties: dict[str, str],
    ) -> None:  # fmt: skip
        self.chance, self.declared, self.keepers, self.others, self.parties = chance, declared, keepers, others, parties
        self.tables = {role for phase in [declared, *declared["phases"].values()] for role in phase.get("table", [])}
        self.tables |= {
            role for phase in declared["phases"].values() for track in phase.get("tracks", {}).values()
            for role in track.get("table", [])
        }  # fmt: skip
        self.notes: list[tuple[str, str]] = []
        self.cores: dict[str, str] = {}
        self.runs: list[str] = []

    # what is kept among the keepers

    def hides(self, seen_by: Any, author: str) -> bool:
        """Tell whether none of the others may know of what an author shares with these."""
        return is_narrow(seen_by) and not any(self.may_see(seen_by, one, author) for one in self.others)

    def may_see(self, seen_by: Any, reader: str | None, author: str) -> bool:
        names = [seen_by] if isinstance(seen_by, str) else seen_by
        if reader is None:
            return False
        same = author == reader or (PARTIES[author] is not None and PARTIES[author] == PARTIES[reader])
        roles = set(ROLES[reader])
        return same or bool(roles & set(names)) or ("table" in names and bool(roles & self.tables))

    def hidden_types(self) -> list[tuple[str, str]]:
        """Return each type of record that a keeper can share with none of the others knowing, with that keeper."""
        return [
            (name, author) for name, told in self.declared["records"].items() for author in self.keepers
            if set(told["written_by"]) & set(ROLES[author]) and self.hides(told["seen_by"], author) and told["many"]
            and told.get("per") in (None, "party")
        ]  # fmt: skip

    def shares(self, identity: str) -> list[Making]:
        """Return a secret record that is drafted and shared."""
        known = self.hidden_types()
        if not known:
            return self.drafts(identity)
        name, author = self.chance.choice(known)
        if identity.startswith("core"):
            self.cores[name] = identity
        acts = [self.record(name, author, identity), lambda _: asked("share", author, id=identity, version=1)]
        if "picked" in self.declared["records"][name]["seen_by"] and "bob" in self.keepers:
            acts.append(lambda _: asked("pick", author, id=identity, parties=["B"]))
        return acts

    def drafts(self, identity: str) -> list[Making]:
        """Return a draft that is never shared."""
        can = [
            (name, author) for name, told in self.declared["records"].items() for author in self.keepers
            if set(told["written_by"]) & set(ROLES[author]) and told["many"] and told.get("per") in (None, "party")
        ]  # fmt: skip
        if not can:
            return []
        name, author = self.chance.choice(can)
        return [self.record(name, author, identity)]

    def secret(self, identity: str) -> list[Making]:
        """Return something that keepers do among themselves."""
        kind = self.chance.choice(["share", "share", "change", "draft", "decide", "decide", "note", "pick"])
        if kind == "pick" and "bob" in self.keepers:
            by, known = self.chance.choice(self.keepers), self.chance.choice(self.notes or [("", "nothing")])[1]
            return [lambda _: asked("pick", by, id=known, parties=["B"])]
        if kind == "note":
            return self.noted(identity)
        if kind == "draft":
            return self.drafts(identity)
        acts = self.decides(identity) if kind == "decide" else self.shares(identity)
        if kind == "change" and len(acts) > 1:
            author = self.keepers[0]
            for by in self.keepers:
                acts.append(lambda _, by=by: asked("confirm", by, id=identity, version=1))  # type: ignore[misc]  # bound now
            acts += [acts[0], lambda _: asked("share", author, id=identity, version=2, editorial=True)]
            for by in self.keepers[: self.chance.randint(0, len(self.keepers))]:
                acts.append(lambda _, by=by: asked("confirm", by, id=identity, version=2))  # type: ignore[misc]  # bound now
            acts.append(lambda _: asked("decline", author, id=identity, version=2))
            acts.append(lambda _: asked("withdraw", author, id=identity, version=1))
        return acts

    def noted(self, identity: str) -> list[Making]:
        """Return a note that a keeper keeps, perhaps in a role, and perhaps tries to hand over."""
        by = self.chance.choice(self.keepers)
        role = self.chance.choice([None, *ROLES[by]])
        told = {"as": role} if role else {}
        kept: list[Making] = [lambda world: asked("note", by, note=identity, text=f"since {world.random()}", **told)]
        to = self.chance.choice(self.keepers)
        return [*kept, lambda _: asked("hand_over", by, role=role, participant=to)] if role else kept

    def decides(self, identity: str) -> list[Making]:
        """Return a secret decision that keepers open, vote on and perhaps close."""
        can = [
            (name, by) for name, told in self.declared["decisions"].items() for by in self.keepers
            if told["by"] in ROLES[by] and self.hides(told["seen_by"], by)
        ]  # fmt: skip
        if not can:
            return self.shares(identity)
        name, by = self.chance.choice(can)
        votes = [_voting(one, identity) for one in self.keepers]
        subject = {"subject": self.parties["B"]} if "per" in self.declared["decisions"][name] else {}
        opened: list[Making] = [lambda _: asked("propose", by, decision=name, run=identity, **subject), *votes]
        return [*opened, lambda _: asked("close", by, run=identity)] if self.chance.random() < 0.5 else opened

    def record(self, name: str, author: str, identity: str) -> Making:
        """Return a record with what none of the others sees drawn anew in each world."""
        told = self.declared["records"][name]
        base = {one: value(self.chance, field, self.notes) for one, field in told["fields"].items()}
        secrets = {
            one: field for one, field in told["fields"].items()
            if self.hides(told["seen_by"], author) or ("seen_by" in field and self.hides(field["seen_by"], author))
        }  # fmt: skip
        subject = {"subject": self.parties[str(PARTIES[author] or "A")]} if told.get("per") == "party" else {}

        def make(world: Random) -> Command:
            own = {one: secret_value(world, field, self.cores) for one, field in secrets.items()}
            fields = {one: value for one, value in (base | own).items() if value is not None}
            return asked("record", author, record=name, id=identity, fields=fields, **subject)

        return make

    # what is done in both worlds

    def public(self, number: int) -> list[Making]:
        """Return what is done on one hour."""
        identity = f"n{number}"
        match self.chance.randint(0, 12):
            case 0 | 1 | 2 | 3:
                return self.notes_it(identity)
            case 4 | 5:
                return self.on_note()
            case 6 | 7:
                return self.votes(identity)
            case 8 | 9:
                return self.probes()
            case 10 | 11:
                return self.moves() if self.chance.random() < 0.9 else self.waives(identity)
            case _:
                return self.comes_and_goes(identity)

    def notes_it(self, identity: str) -> list[Making]:
        can = [
            (name, author) for name, told in self.declared["records"].items() for author in ROLES
            if set(told["written_by"]) & set(ROLES[author])
            and (author not in self.keepers or not is_narrow(told["seen_by"]))
            and told["many"] and told.get("per") in (None, "party")
        ]  # fmt: skip
        if not can:
            return self.moves()
        name, author = self.chance.choice(can)
        self.notes.append((name, identity))
        return [self.record(name, author, identity), lambda _: asked("share", author, id=identity, version=1)]

    def on_note(self) -> list[Making]:
        known = self.chance.choice(self.notes)[1] if self.notes else "nothing"
        by, version = self.chance.choice(list(ROLES)), self.chance.choice([1, 1, 1, 2])
        do = self.chance.choice(["confirm", "confirm", "unconfirm", "withdraw"])
        return [lambda _: asked(do, by, id=known, version=version)]

    def votes(self, identity: str) -> list[Making]:
        if not self.keepers and self.chance.random() < 0.6:
            return self.votes_in_secret(identity)
        wide = [name for name, told in self.declared["decisions"].items() if not is_narrow(told["seen_by"])]
        if wide and (not self.runs or self.chance.random() < 0.4):
            name = self.chance.choice(wide)
            by = next(one for one, roles in ROLES.items() if self.declared["decisions"][name]["by"] in roles)
            self.runs.append(identity)
            return [lambda _: asked("propose", by, decision=name, run=identity)]
        run = self.chance.choice(self.runs) if self.runs else "nothing"
        by, ballot = self.chance.choice(list(ROLES)), self.chance.choice(["yes", "yes", "no"])
        if self.chance.random() < 0.3:
            return [lambda _: asked("close", by, run=run)]
        return [lambda _: asked("vote", by, run=run, ballot=ballot)]

    def votes_in_secret(self, identity: str) -> list[Making]:
        """Let there be a secret vote: who votes which way is drawn anew in each world, and how often which is not."""
        opens = lambda _: asked("propose", "chair", decision="plan", run=identity)  # noqa: E731 - one of several
        rule = self.declared["decisions"]["plan"]["rule"]
        voters = self.chance.sample(["ann", "bob", "cas"], self.chance.randint(2, 3))
        words = {"consensus": ["yes", "stand_aside", "block"]}.get(rule, ["yes", "yes", "no", "abstain"])
        ballots = [self.chance.choice(words) for _ in voters]
        drawn: list[str] = []

        def draws(world: Random) -> Command:
            drawn[:] = world.sample(ballots, len(ballots))
            return asked("note", "chair", text="They vote")

        votes: list[Making] = [
            lambda _, by=by, at=at: asked("vote", by, run=identity, ballot=drawn[at])  # type: ignore[misc]  # bound now
            for at, by in enumerate(voters)
        ]
        ends: list[Making] = [lambda _: asked("close", "chair", run=identity)] if self.chance.random() < 0.5 else []
        return [opens, *self.probes(), draws, *votes, *ends]

    def moves(self) -> list[Making]:
        phase = self.chance.choice(list(self.declared["phases"]))
        way = self.chance.choice(["on", "back", "left.end", "right.end"])
        ways: list[Making] = [
            *[lambda _: asked("move", "chair", move=way)] * 4,
            lambda _: asked("hold", "chair", reason="Wait"),
            *[lambda _: asked("resume", "chair", reason="Go on")] * 2,
            lambda _: asked("extend", "chair", phase=phase, more="PT5H", reason="More"),
        ]
        return [self.chance.choice(ways)]

    def probes(self) -> list[Making]:
        """Let one of the others try an id that is perhaps a secret's, in every way that takes one."""
        by = self.chance.choice(["chair", *[one for one in self.others if one]])
        target = self.chance.choice([f"s{self.chance.randint(0, 13)}", "core-0", "core-1"])
        name = self.chance.choice(list(self.declared["records"]))
        ways: list[Making] = [
            lambda _: asked("share", by, id=target, version=1),
            lambda _: asked("withdraw", by, id=target, version=1),
            lambda _: asked("confirm", by, id=target, version=1),
            lambda _: asked("confirm", by, id=target, version=2),
            lambda _: asked("decline", by, id=target, version=2),
            lambda _: asked("pick", by, id=target, parties=["C"]),
            lambda _: asked("unconfirm", by, id=target, version=1),
            lambda _: asked("vote", by, run=target, ballot="yes"),
            lambda _: asked("note", by, note=target, text="x"),
            lambda _: asked("close", by, run=target),
            lambda _: asked("record", by, record=name, subject=target, fields={"text": "x"}),
            lambda _: asked("record", by, record=name, fields={"text": "x", "link": target}),
            lambda _: asked("propose", by, decision=next(iter(self.declared["decisions"]), "none"), about=[target]),
            lambda _: asked("propose", by, decision=next(iter(self.declared["decisions"]), "none"), subject=target),
            lambda _: asked("dispute", by, id=target, version=1, answer="yes", reason="x"),
            lambda _: asked("ratify", by, run=target, answer="yes"),
            lambda _: asked("advise", by, run=target, text="x"),
            lambda _: asked("object", by, run=target, fields={"text": "x"}),
            lambda _: asked("judge", by, id=target, admissible=False, reason="x"),
            lambda _: asked("settle", by, id=target),
            lambda _: asked("redact", by, content=target, reason="x"),
            lambda _: asked("waive", by, condition="p0:on.c0", subject=target, reason="x"),
            lambda _: asked("agree", by, waiver=target),
            lambda _: asked("resume", by, hold=target, reason="x"),
            lambda _: asked("seal", by, record=name, subject=target),
        ]
        return [self.chance.choice(ways)]

    def waives(self, identity: str) -> list[Making]:
        """Let a condition be waived, perhaps by all whom it protects."""
        condition = f"{self.chance.choice(list(self.declared['phases']))}:on.c{self.chance.randint(0, 2)}"
        told = self.chance.choice([{}, {"until": DAYS[1]}])
        waived: list[Making] = [
            lambda _: asked("waive", "chair", condition=condition, reason="x", waiver=identity, **told)
        ]
        agreed: list[Making] = [
            lambda _, by=by: asked("agree", by, waiver=identity)  # type: ignore[misc]  # bound now
            for by in ("ann", "bob", "cas") if self.chance.random() < 0.8
        ]  # fmt: skip
        return [*waived, *agreed]

    def comes_and_goes(self, identity: str) -> list[Making]:
        if self.chance.random() < 0.5:
            return [lambda _: asked("leave", "zoe")]
        return [lambda _: asked("join", "chair", participant=identity, name="New", party="C")]


def _voting(by: str, run: str) -> Making:
    return lambda world: asked(
        "vote", by, run=run, ballot=world.choice(["yes", "no"]), reason=f"since {world.random()}"
    )
