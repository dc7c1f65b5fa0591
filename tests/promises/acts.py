"""What people do by chance: often something sensible, sometimes what is not theirs, now and then nonsense."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import Any

from engine.process.commands import Command, read_command
from engine.process.situation import Record, Situation
from tests.documents import sent

Part = dict[str, Any]
PEOPLE: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "gus": (None, ("guide",)), "jim": (None, ("judge",)), "zoe": (None, ()), "ann": ("A", ("envoy",)),
    "amy": ("A", ("board",)), "bob": ("B", ("envoy",)), "bea": ("B", ("board",)), "ben": ("B", ()),
    "cas": ("C", ("envoy", "board")),
}  # fmt: skip
EVERYBODY = ("chair", *PEOPLE)


def asked(do: str, by: str, **told: Any) -> Command:
    """Return a command."""
    return read_command.validate_python({"do": do, "actor": by, **told})


def beginning(**case: str) -> list[Command]:
    """Return the commands by which a process is opened and everybody is there."""
    opening = asked("open", "chair", method="any", title="Any", name="Chair", case=case)
    joins = [
        asked("join", "chair", participant=name, name=name.title(), roles=roles, **({"party": party} if party else {}))
        for name, (party, roles) in PEOPLE.items()
    ]
    return [opening, *joins]


class Chance:
    """Draws acts; `token` makes the next text that nobody else ever types."""

    def __init__(self, chance: Random, declared: Part) -> None:
        self.chance, self.declared, self.texts = chance, declared, count(1)

    def for_another(self, declared: Part) -> Chance:
        """Return what draws acts under another method, with texts that are not used here either."""
        other = Chance(self.chance, declared)
        other.texts = self.texts
        return other

    def token(self) -> str:
        """Return a text that stands nowhere else."""
        return f"canary{next(self.texts):04d}q"

    def act(self, situation: Situation) -> Command:
        """Return something that somebody may want to do now."""
        kinds = (
            [self._record] * 5
            + [self._share] * 5
            + [self._confirm, self._confirm, self._confirm, self._withdraw, self._propose, self._vote]
        )
        kinds += [self._vote, self._close, self._role, self._seal, self._seal, self._seal, self._dispute]
        kinds += [self._correct] * 4 + [self._pick] * 4 + [self._meet] * 5
        return self.chance.choice(kinds)(situation) if self.chance.random() < 0.94 else self._move()

    def fields(self, name: str, situation: Situation) -> Part:
        """Return something to fill in: each text a token of its own, links to what there is."""
        filled: Part = {}
        for field, told in self.declared["records"][name]["fields"].items():
            if told.get("optional") and self.chance.random() < 0.3:
                continue
            match told["type"]:
                case "text":
                    filled[field] = self.token()
                case "whole":
                    filled[field] = self.chance.randint(0, 5)
                case "date":
                    filled[field] = f"2026-03-0{self.chance.randint(2, 6)}"
                case "document":
                    filled[field] = sent(b"Paper", f"{self.token()}.txt", "text/plain")
                case "link" | "list":
                    targets = [one.id for one in situation.of_type(told.get("to") or told["of"])]
                    chosen = self.chance.sample(targets, min(len(targets), self.chance.randint(1, 2)))
                    if chosen:
                        filled[field] = chosen[0] if told["type"] == "link" else chosen
                case other:
                    raise AssertionError(other)
        return filled

    def _record(self, situation: Situation) -> Command:
        name = self.chance.choice(list(self.declared["records"]))
        told: Part = {"record": name, "fields": self.fields(name, situation)}
        known = situation.of_type(name)
        if known and self.chance.random() < 0.3:
            told["id"] = self.chance.choice(known).id
        per = self.declared["records"][name].get("per")
        if per == "party" and self.chance.random() < 0.5:
            told["subject"] = self.chance.choice(sorted(situation.parties))
        elif per and per != "party" and (subjects := situation.of_type(per)):
            told["subject"] = self.chance.choice(subjects).id
        told |= {"picked": self._parties()} if self.is_picked(name) and self.chance.random() < 0.4 else {}
        return asked("record", self._somebody(name, "written_by", situation), **told)

    def is_picked(self, name: str) -> bool:
        """Tell whether parties are picked for a record, or some field of it."""
        record = self.declared["records"][name]
        sights = [record["seen_by"], *(field.get("seen_by", []) for field in record["fields"].values())]
        return any("picked" in one for one in sights)

    def _parties(self) -> list[str]:
        return self.chance.sample(["A", "B", "C"], self.chance.randint(1, 2))

    def _correct(self, situation: Situation) -> Command:
        """Take a correction of something confirmed one step on: draft it, propose it, accept or decline it."""
        confirmed = [one for one in situation.records.values() if one.confirmations and one.live]
        if not confirmed:
            return self._confirm_shared(situation)
        known = self.chance.choice(sorted(confirmed, key=lambda one: one.id))
        if known.correction:
            by = self.chance.choice([one.participant for one in known.confirmations])
            do = self.chance.choice(["confirm", "confirm", "confirm", "decline"])
            return asked(do, by, id=known.id, version=known.correction.version.number)
        drafts = [one for one in known.drafts.values() if one.number > known.numbered]
        if drafts:
            return asked("share", drafts[0].author, id=known.id, version=drafts[0].number, editorial=True)
        author = known.live.author if known.live else self._anybody()
        return asked("record", author, record=known.type, id=known.id, fields=self.fields(known.type, situation))

    def _confirm_shared(self, situation: Situation) -> Command:
        asks = [name for name, told in self.declared["records"].items() if "confirmed_by" in told]
        live = [(one, one.live) for name in asks for one in situation.of_type(name) if one.is_live]
        if not live:
            return self._confirm(situation)
        known, version = self.chance.choice(live)
        by = self._somebody(known.type, "confirmed_by", situation)
        return asked("confirm", by, id=known.id, version=version.number if version else 1)

    def _pick(self, situation: Situation) -> Command:
        names = [name for name in self.declared["records"] if self.is_picked(name)]
        records = [one for name in names for one in situation.of_type(name)]
        known = [*((one.id, one.live.author if one.live else self._anybody()) for one in records)]
        runs = sorted(situation.runs.values(), key=lambda one: one.id)
        known += [(one.id, self._holder(self.declared["decisions"][one.decision]["by"], situation)) for one in runs]
        identity, by = self.chance.choice(known or [("nothing", "ann")])
        by = by if self.chance.random() < 0.8 else self._anybody()
        return asked("pick", by, id=identity, parties=self._parties())

    def _share(self, situation: Situation) -> Command:
        record = self._some_record(situation)
        drafts = list(record.drafts.values()) if record else []
        if record is None or not drafts or self.chance.random() < 0.1:
            return asked("share", self._anybody(), id=record.id if record else "nothing", version=1)
        draft = self.chance.choice(drafts)
        told = {"editorial": True} if record.confirmations and self.chance.random() < 0.6 else {}
        return asked("share", draft.author, id=record.id, version=draft.number, **told)

    def _seal(self, situation: Situation) -> Command:
        sealed = [name for name, told in self.declared["records"].items() if "sealed_until" in told]
        name = self.chance.choice(sealed or list(self.declared["records"]))
        return asked("seal", self._somebody(name, "written_by", situation), record=name)

    def _dispute(self, situation: Situation) -> Command:
        record = self._some_record(situation)
        if record is None:
            return asked("dispute", self._anybody(), id="nothing", version=1)
        told = {"answer": self.chance.choice(["yes", "yes", "no"]), "reason": self.token()}
        return asked("dispute", self._anybody(), id=record.id, version=max(1, record.latest), **told)

    def _confirm(self, situation: Situation) -> Command:
        do = self.chance.choice(["confirm", "confirm", "confirm", "unconfirm", "decline"])
        return self._on_version(do, situation, "confirmed_by")

    def _withdraw(self, situation: Situation) -> Command:
        return self._on_version("withdraw", situation, "written_by")

    def _on_version(self, do: str, situation: Situation, key: str) -> Command:
        record = self._some_record(situation)
        if record is None:
            return asked(do, self._anybody(), id="nothing", version=1)
        corrects = record.correction.version.number if record.correction and self.chance.random() < 0.7 else 0
        version = corrects or max(1, record.latest)
        return asked(do, self._somebody(record.type, key, situation), id=record.id, version=version)

    def _propose(self, situation: Situation) -> Command:
        decisions = self.declared["decisions"]
        if not decisions:
            return self._record(situation)
        name = self.chance.choice(list(decisions))
        told: Part = {"decision": name}
        if "picked" in decisions[name]["seen_by"] and self.chance.random() < 0.4:
            told["picked"] = self._parties()
        return asked("propose", self._holder(decisions[name]["by"], situation), **told)

    def _vote(self, situation: Situation) -> Command:
        runs = sorted(situation.runs)
        run = self.chance.choice(runs) if runs else "nothing"
        voters = [one.participant for one in situation.runs[run].voters if one.participant] if runs else []
        by = self.chance.choice(voters) if voters and self.chance.random() < 0.8 else self._anybody()
        in_secret = bool(runs) and self.declared["decisions"][situation.runs[run].decision].get("secret")
        told = {} if in_secret else {"reason": self.token()}
        return asked("vote", by, run=run, ballot=self.chance.choice(["yes", "yes", "no"]), **told)

    def _close(self, situation: Situation) -> Command:
        runs = sorted(situation.runs)
        return asked("close", self._anybody(), run=self.chance.choice(runs) if runs else "nothing")

    def _meet(self, situation: Situation) -> Command:
        """Plan a meeting, say what it is about, write down what was said there, end it or call it off."""
        by = self._holder(self.chance.choice(self._table(situation)), situation)
        known = sorted(situation.sessions)
        if not known or self.chance.random() < 0.3:
            told = {"agenda": self.token()} if self.chance.random() < 0.7 else {}
            return asked("plan", by, title=self.token(), starts_at="2026-03-02T08:00:00+00:00", **told)
        session = self.chance.choice(known)
        match self.chance.choice(["agenda", "minutes", "minutes", "ended", "called_off"]):
            case "agenda" | "called_off" as what:
                return asked("plan", by, session=session, **{what: self.token()})
            case "minutes":
                return asked("attend", by, session=session, minutes=self.token())
            case _:
                return asked("attend", by, session=session, present=[by], ended=True)

    def _table(self, situation: Situation) -> list[str]:
        """Return the roles at the table of a phase the process is in, or of all of them."""
        now = [told for path, told in self.declared["phases"].items() if situation.is_now(path)]
        tables: list[list[str]] = [told["table"] for told in now if "table" in told]
        return self.chance.choice(tables or [self.declared["table"]])

    def _move(self) -> Command:
        ways = ["on", "on", "back", "left.end", "right.end"]
        match self.chance.choice([*["move"] * 6, "hold", "resume", "resume", "extend"]):
            case "move":
                return asked("move", "chair", move=self.chance.choice(ways))
            case "extend":
                phase = self.chance.choice(list(self.declared["phases"]))
                return asked("extend", "chair", phase=phase, more="PT5H", reason="More")
            case other:
                return asked(other, "chair", reason="So be it")

    def _role(self, situation: Situation) -> Command:
        role = self.chance.choice(["guide", "judge", "board", "envoy"])
        if self.chance.random() < 0.15:
            return asked("leave", self.chance.choice(["ben", "cas", "amy", "zoe"]))
        if self.chance.random() < 0.3:
            return asked("step_down", self._holder(role, situation), role=role)
        if self.chance.random() < 0.3:
            return asked("accept", self.chance.choice(["ann", "bob", "cas"]), role="judge", participant="jim")
        return asked("appoint", "chair", participant=self._anybody(), role=role)

    def _some_record(self, situation: Situation) -> Record | None:
        records = sorted(situation.records)
        return situation.records[self.chance.choice(records)] if records else None

    def _somebody(self, name: str, key: str, situation: Situation) -> str:
        who = self.declared["records"][name].get(key) or "chair"
        roles = [who] if isinstance(who, str) else [who["role"]] if isinstance(who, dict) else who
        return self._holder(self.chance.choice(roles), situation)

    def _holder(self, role: str, situation: Situation) -> str:
        held = [one.participant for one in situation.holders(role)]
        return self.chance.choice(held) if held and self.chance.random() < 0.95 else self._anybody()

    def _anybody(self) -> str:
        return self.chance.choice(EVERYBODY)
