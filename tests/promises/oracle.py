"""Who may know what, worked out from the file of a method and the bare events; shares no code with the engine.

It reads no label and no veil: only who wrote what, of which type, in which phase, and who is in which party and role.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.process import events
from engine.process.events import Event

Part = dict[str, Any]
Test = Callable[[str], bool]


@dataclass
class Oracle:
    """What happened so far; `tokens` and `ids` tell for each who may see it, as things stand now."""

    declared: Part
    parties: dict[str, str | None] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)
    accepted: dict[str, set[str]] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    now: set[str] = field(default_factory=set)
    tokens: dict[str, Test] = field(default_factory=dict)
    ids: dict[str, list[Test]] = field(default_factory=dict)
    shared: dict[str, list[Test]] = field(default_factory=dict)
    of_run: dict[str, Test] = field(default_factory=dict)
    decision_of: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    picks: dict[str, frozenset[str]] = field(default_factory=dict)
    meets: dict[str, Test] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        """Take an event in."""
        match event.body:
            case events.ParticipantJoined(participant, party):
                self.parties[participant] = party
                self.roles[participant] = set()
                self.here.add(participant)
            case events.ParticipantLeft(participant):
                self.here.discard(participant)
            case events.RoleTaken(role, participant):
                self.roles[participant].add(role)
                self.accepted[participant] = set() if role == "judge" else self.accepted.get(participant, set())
            case events.RoleEnded(role, participant):
                self.roles[participant].discard(role)
            case events.HolderAccepted("judge", participant, by):
                self.accepted[participant].add(by)
            case events.HolderRefused("judge", participant, by):
                self.accepted[participant].discard(by)
            case events.PhaseEntered(phase):
                self.now.add(phase)
            case events.PhaseLeft(phase):
                self.now.discard(phase)
            case _:
                self._kept(event.body, event.actor or "")

    def may_see_token(self, token: str, reader: str | None) -> bool:
        """Tell whether a reader may see a text."""
        return self._reads(self.tokens[token], reader)

    def may_know(self, identity: str, reader: str | None) -> bool:
        """Tell whether a reader may know of a record or a run."""
        return any(self._reads(test, reader) for test in self.ids[identity])

    def _reads(self, test: Test, reader: str | None) -> bool:
        return test(reader if reader is not None and reader in self.here else "")

    def _kept(self, body: events.Body, actor: str) -> None:
        match body:
            case events.RecordWritten(id=identity, record=record, author=author):
                side = self._side(record, author)
                self.ids.setdefault(identity, []).append(side)
                for name, value in (body.fields or {}).items():
                    apart = self._field(record, name)
                    kept = self.typed.setdefault(str(value), author) != author
                    if apart and kept:
                        continue  # whoever takes over a version does not see what others typed apart from it
                    self._says(value, self._is(author) if self._owners(apart) else side)
            case events.RecordShared(id=identity, record=record, author=author, party=party):
                told = self.declared["records"][record]
                alone = "attribution" in told
                seen = (
                    self._side(record, author)
                    if alone
                    else self._seen(record, told["seen_by"], author, party, identity)
                )
                self.shared[identity] = [*self.shared.get(identity, []), seen]
                self.ids.setdefault(identity, []).append(seen)
                self._worded(body, party)
            case events.CorrectionProposed(party=party):
                self._worded(body, party)
            case events.DecisionOpened(run=run, decision=decision):
                told = self.declared["decisions"][decision]
                self.decision_of[run] = decision
                self.of_run[run] = self._seen(decision, told["seen_by"], actor, None)
                self.ids[run] = [self.of_run[run]]
            case events.VoteCast(run=run, reason=reason):
                sealed = self.declared["decisions"][self.decision_of[run]].get("sealed")
                told = self.declared["decisions"][self.decision_of[run]]
                wide = {"process", "public"} & set(_names(told["seen_by"]))
                by_party = bool(wide) and isinstance(told["voters"], dict)
                side = self._side_of(actor) if by_party else self._is(actor)
                self._says(reason, side if sealed else self.of_run[run])
                self.ids[run] += [side] if sealed else []  # one's own vote stays one's own, whatever role one gives up
            case events.BallotOpened(run=run, reason=reason):
                self._says(reason, self.of_run[run])
            case events.RecordDisputed(id=identity, reason=reason):
                self._says(reason, _any(self.shared[identity]))
            case _:
                self._besides(body, actor)

    def _asked(self, body: events.ProcessOpened | events.CaseTold, actor: str) -> None:
        """Take in what was asked at opening."""
        told = body.case if isinstance(body, events.ProcessOpened) else body.fields
        for name, value in (told or {}).items():
            seen_by = _names(self.declared["case"][name]["seen_by"])
            table = [*self.declared["table"], *[one for one in seen_by if one != "table"]]
            self._says(value, self._seen("", table if "table" in seen_by else seen_by, actor, None))

    def _besides(self, body: events.Body, actor: str) -> None:
        """Take in what was asked at opening, or who was picked."""
        match body:
            case events.AnswerShown(record=record, fields=fields):
                readers = self._seen(record, self.declared["records"][record]["seen_by"], "nobody", None)
                for value in (fields or {}).values():
                    self._says(value, readers)
            case events.ProcessOpened() | events.CaseTold():
                self._asked(body, actor)
            case events.RecordHanded():
                self._handed(body)
            case events.PartiesPicked(id=identity, parties=parties):
                self.picks[identity] = frozenset(parties)
            case events.RecordWidened(id=identity, party=party):
                seen = self._among(self.picks[identity])
                self.shared[identity] = [*self.shared[identity], seen]
                self.ids[identity].append(seen)
                self._worded(body, party)
            case events.FieldsShown(id=identity, names=names):
                told = _both(_any(self.shared[identity]), self._among(self.picks[identity]))
                for value in [value for name, value in (body.fields or {}).items() if name in names]:
                    self._says(value, told)
            case events.DecisionWidened(run=run, parties=parties):
                seen = self._among(frozenset(parties))
                self.of_run[run] = _any([self.of_run[run], seen])
                self.ids[run].append(seen)
            case _:
                self._met(body)

    def _met(self, body: events.Body) -> None:
        """Take in what a meeting is about, and what was said there: for its table alone."""
        match body:
            case events.SessionPlanned(session=session, phase=phase, title=title):
                self.meets[session] = self._in_roles(self._sits(phase))
                self._says(title, lambda _: True)
            case events.AgendaSet(session=session, agenda=said) | events.MinutesTaken(session=session, minutes=said):
                self._says(said, self.meets[session])
            case events.SessionCalledOff(reason=reason):
                self._says(reason, lambda _: True)
            case _:
                pass

    def _sits(self, path: str) -> set[str]:
        """Return the roles at the table around a phase."""
        phase, _, track = path.partition(".")
        told = self.declared["phases"].get(phase, {})
        inner = told.get("tracks", {}).get(track, {})
        return set(inner.get("table") or told.get("table") or self.declared["table"])

    def _handed(self, body: events.RecordHanded) -> None:
        """Take in a record that comes from another process, where all see it as well."""
        self.ids[body.id] = self.shared[body.id] = [lambda _: True]
        for value in (body.fields or {}).values():
            self._says(value, lambda _: True)

    def _among(self, parties: frozenset[str]) -> Test:
        return lambda reader: self.parties.get(reader) in parties

    def _worded(
        self, body: events.RecordShared | events.CorrectionProposed | events.RecordWidened, party: str | None
    ) -> None:
        """Take in what a version says that is shared, or proposed to those who know of the one before."""
        known = _any(self.shared[body.id])
        for name, value in (body.fields or {}).items():
            apart = self._field(body.record, name)
            typed = self.typed.setdefault(str(value), body.author)  # a later version may keep what others typed
            whole = "picked" in _names(self.declared["records"][body.record]["seen_by"])
            of = body.id if whole else ""  # else the picked are shown their fields apart
            seen: Test = self._seen(body.record, apart, typed, party, of) if apart else lambda _: True
            self._says(value, _both(known, seen))

    def _says(self, value: object, test: Test) -> None:
        if isinstance(value, Mapping):  # a document, whose name is a token
            value = str(value["name"]).removesuffix(".txt")
        if isinstance(value, str) and value.startswith("canary"):
            before = self.tokens.get(value)
            self.tokens[value] = test if before is None else _any([before, test])

    def _field(self, record: str, name: str) -> list[str]:
        """Return who may see a field, where they are others than those who may see its record."""
        told = self.declared["records"][record]
        own = _names(told["fields"][name].get("seen_by", []))
        return [] if set(own) == set(_names(told["seen_by"])) else own

    def _seen(self, name: str, seen_by: Any, author: str, party: str | None, of: str = "") -> Test:
        names, tables = _names(seen_by), self._table(name)
        side = self._is(author) if self._owners(names) else self._side_of(author)
        tests: list[Test] = [side]
        for one in names:
            match one:
                case "process" | "public":
                    tests.append(lambda _: True)
                case "owner":
                    tests.append(self._is(author))
                case "party":
                    tests.append(self._in_party(party) if party else self._is(author))
                case "picked":
                    tests.append(self._among(self.picks.get(of, frozenset())))
                case "table":
                    tests.append(self._in_roles(tables))
                case role:
                    tests.append(self._in_roles({role}))
        return _any(tests)

    def _side(self, record: str, author: str) -> Test:
        names = _names(self.declared["records"][record]["seen_by"])
        return self._is(author) if self._owners(names) else self._side_of(author)

    def _owners(self, names: list[str]) -> bool:
        return "owner" in names and not {"party", "process", "public"} & set(names)

    def _is(self, author: str) -> Test:
        return lambda reader: reader == author

    def _side_of(self, author: str) -> Test:
        party = self.parties.get(author)
        return self._in_party(party) if party else self._is(author)

    def _in_party(self, party: str | None) -> Test:
        return lambda reader: self.parties.get(reader) == party

    def _in_roles(self, roles: set[str]) -> Test:
        return lambda reader: bool(roles & self._held(reader))

    def _held(self, reader: str) -> set[str]:
        held = set(self.roles.get(reader, set()))
        if "accepted_by" in self.declared["roles"]["judge"]:
            parties = {self.parties[one] for one in self.here if self.parties[one]}
            accepted = {self.parties[one] for one in self.accepted.get(reader, set())}
            held -= set() if parties and parties <= accepted else {"judge"}
        return held

    def _table(self, name: str) -> set[str]:
        """Return the roles at the table of the innermost phase that opens this now, the first that is declared."""
        best: tuple[int, set[str]] | None = None
        for phase, told in self.declared["phases"].items():
            around = told.get("table") or self.declared["table"]
            inside = [(f"{phase}.{track}", inner) for track, inner in told.get("tracks", {}).items()]
            for path, depth, table, opened in [
                (phase, 1, around, told.get("open", [])),
                *((path, 2, inner.get("table") or around, inner["open"]) for path, inner in inside),
            ]:
                if path in self.now and name in opened and (best is None or depth > best[0]):
                    best = (depth, set(table))
        return best[1] if best else set()


def _names(seen_by: Any) -> list[str]:
    return [seen_by] if isinstance(seen_by, str) else list(seen_by)


def _any(tests: list[Test]) -> Test:
    return lambda reader: any(test(reader) for test in tests)


def _both(one: Test, other: Test) -> Test:
    return lambda reader: one(reader) and other(reader)
