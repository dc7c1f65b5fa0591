"""Whatever is commanded: no undeclared phase, no gate passed that was shut, no old acceptance, and replay is the same.

The checks read the events alone and share no code with the engine: they keep their own naive account of what is so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.authoring.simulation import Simulation, counted_ids
from engine.journal.codec import decode, encode
from engine.language import Method, read_method
from engine.process import events
from engine.process.commands import Command, read_command
from engine.process.decide import decide
from engine.process.elapse import elapse
from engine.process.events import Event
from engine.process.fold import fold, fold_all
from engine.process.refusal import Refusal
from engine.process.situation import Situation

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
STEPS = 50
HEAD = """
sluis: 1
method: any
version: 1.0.0
title: Any
summary: Made by chance.
languages: [en]
may: {open: chair, admit: [chair, envoy], cancel: chair}
roles:
  chair: {title: Chair}
  envoy: {title: Envoy, of: party, named_by: [chair, board]}
  board: {title: Board, of: party}
records:
  mandate: {title: Mandate, per: party, fields: {b: {type: line, title: B}}, written_by: envoy, confirmed_by: board,
            seen_by: process}
  note: {title: Note, many: true, fields: {t: {type: line, title: T, optional: true}}, written_by: [chair, envoy],
         seen_by: process}
decisions:
  choice: {title: Choice, by: chair, voters: {each: party, role: board}, rule: unanimity, silence: blocks,
           open_for: P2D, seen_by: process}
  about_notes: {title: Notes, about: note, by: chair, voters: envoy, rule: {majority: {of: cast, over: 1/2}},
                seen_by: process}
gates:
  mandates: {title: M, all: [{id: m, each: party, need: mandate.confirmed, unmet: m, owed_by: board}]}
  noted: {title: N, all: [{id: n, need: notes.size() >= 2, unmet: n, owed_by: envoy}]}
  chosen: {title: C, all: [{id: c, need: choice.accepted, unmet: c, owed_by: chair}]}
  weighed: {title: W, all: [{id: w, need: about_notes.accepted, unmet: w, owed_by: chair}]}
ends: {done: {title: Done, verdict: success}}
phases:
"""
GATES = (None, None, "mandates", "noted", "chosen", "weighed")
OPEN = "open: [mandate, note, choice, about_notes]"


def _gate(index: int) -> str:
    return f", gate: {GATES[index]}" if GATES[index] else ""


def _leaf(name: str, indent: str, gate: int, to: str, back: str | None) -> str:
    moves = f"{indent}  moves:\n{indent}    on: {{title: On, to: {to}, by: chair{_gate(gate)}}}\n"
    moves += f"{indent}    back: {{title: Back, to: {back}, back: true, by: chair}}\n" if back else ""
    return f"{indent}{name}:\n{indent}  title: {name}\n{indent}  {OPEN}\n{indent}  term: P3D\n{moves}"


@st.composite
def methods(draw: Any) -> str:
    """Strategy for a method of two to four phases, some with tracks or phases inside, some with ways back."""
    count = draw(st.integers(2, 4))
    text = HEAD
    for number in range(count):
        to = f"p{number + 1}" if number + 1 < count else "end.done"
        back = f"p{draw(st.integers(0, number))}" if draw(st.booleans()) else None
        gate, kind = draw(st.integers(0, 5)), draw(st.sampled_from(("leaf", "leaf", "tracks", "phases")))
        if kind == "leaf":
            text += _leaf(f"p{number}", "  ", gate, to, back)
            continue
        text += f"  p{number}:\n    title: p\n    moves:\n      on: {{title: On, to: {to}, by: chair{_gate(gate)}}}\n"
        text += f"      again: {{title: Again, to: p{number}, back: true, by: chair}}\n    {kind}:\n"
        inner = ("done", "done") if kind == "tracks" else ("b", "done")
        for name, way in zip("ab", inner, strict=True):
            text += _leaf(name, "      ", draw(st.integers(0, 5)), way, None)
    return text


def asked(**told: object) -> Command:
    return read_command.validate_python(told)


def begun(method: Method) -> Simulation:
    simulation = Simulation(method)
    opening = asked(do="open", actor="chair", method="any", title="Any", name="Anna")
    joins = [
        asked(
            do="join",
            actor="chair",
            participant=f"{role}-{party}",
            name=role,
            party=party,
            roles=["envoy"] * (role == "envoy"),
        )
        for party in ("X", "Y")
        for role, roles in (("envoy", ["envoy"]), ("board", []))
    ]
    boards = [asked(do="appoint", actor="chair", participant=f"board-{party}", role="board") for party in ("X", "Y")]
    assert not isinstance(simulation.submit([opening, *joins, *boards], START), Refusal)
    return simulation


MOVES = ("on", "on", "back", "again", "a.on", "to_p0", "__class__")
ACTORS = ("chair", "envoy-X", "board-X", "envoy-Y", "board-Y", "nobody")


def command(situation: Situation, dice: tuple[int, int, int]) -> Command:
    """Return some command, often a sensible one, sometimes nonsense."""
    what, which, who = dice
    actor = ACTORS[who % len(ACTORS)]
    records, runs = sorted(situation.records), sorted(situation.runs)
    record = records[which % len(records)] if records else "none"
    version = max(1, situation.records[record].latest if records else 1) if which % 7 else 3
    run = runs[which % len(runs)] if runs else "none"
    ballot = ("yes", "yes", "yes", "no", "abstain", "perhaps")[which % 6]
    boards = [f"board-{party}" for party in ("X", "Y")]
    menu: list[dict[str, object]] = [
        {
            "do": "move",
            "actor": "chair",
            "move": ("on", "on", "back", "again", "a.on", "to_p0", "__class__")[which % 7],
        },
        {"do": "record", "actor": ("envoy-X", "envoy-Y")[which % 2], "record": "mandate", "fields": {"b": "x"}},
        {"do": "record", "actor": actor, "record": ("note", "note", "mandate", "nothing")[which % 4], "fields": {}},
        {"do": "share", "actor": ("envoy-X", "envoy-Y", actor)[which % 3], "id": record, "version": version},
        {"do": "share", "actor": actor, "id": record, "version": version},
        {"do": "confirm", "actor": boards[which % 2], "id": record, "version": version},
        {"do": "unconfirm", "actor": boards[which % 2], "id": record, "version": version},
        {"do": "withdraw", "actor": actor, "id": record, "version": version},
        {"do": "propose", "actor": "chair", "decision": ("choice", "about_notes")[which % 2]},
        {"do": "vote", "actor": actor, "run": run, "ballot": ballot},
        {"do": "vote", "actor": boards[who % 2], "run": run, "ballot": "yes"},
        {"do": "close", "actor": "chair", "run": run},
        {"do": "move", "actor": "chair", "move": "on"},
        {"do": "leave", "actor": actor} if which % 9 == 0 else {"do": "close", "actor": actor, "run": run},
        {
            "do": "join",
            "actor": actor,
            "name": "New",
            "party": ("X", "Z")[which % 2],
            "roles": ["envoy"] if which % 3 else [],
        },
    ]
    return read_command.validate_python(menu[what % len(menu)])


@dataclass
class Account:
    """What is so, by the events alone."""

    method: Method
    parties: set[str] = field(default_factory=set)
    live: dict[str, tuple[str, str | None, int]] = field(default_factory=dict)
    signed: dict[str, set[tuple[str, str | None, str | None]]] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    active: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)

    def note(self, event: Event) -> None:
        """Take an event in; a move must find its gate met by this account."""
        match event.body:
            case events.PartyJoined(party):
                self.parties.add(party)
            case events.PartyLeft(party):
                self.parties.discard(party)
            case events.RecordShared(identity, record, _, party, version):
                self.live[identity], self.signed[identity] = (record, party, version), set()
                self.lapse(identity)
            case events.RecordWithdrawn(identity, version) if (
                identity in self.live and self.live[identity][2] == version
            ):
                del self.live[identity]
                self.lapse(identity)
            case events.ConfirmationGiven(identity, version, by, role, party) if self.live[identity][2] == version:
                self.signed[identity].add((by, role, party))
            case events.ConfirmationWithdrawn(identity, _, by):
                self.signed[identity] = {one for one in self.signed[identity] if one[0] != by}
            case events.Moved(move):
                self.gate_was_met(move)
            case _:
                self.decide(event.body)
                self.enter(event.body)

    def decide(self, body: events.Body) -> None:
        match body:
            case events.DecisionOpened(run, decision, _, _, about, voters):
                told = {"id": run, "decision": decision, "about": {one for one, _ in about}, "votes": {}, "fresh": True}
                self.runs.append(told | {"voters": {voter.id for voter in voters}, "outcome": None})
            case events.VoteCast(run, voter, _, _, ballot):
                self.run(run)["votes"][voter] = ballot
            case events.VoterLeft(run, voter):
                self.run(run)["voters"].discard(voter)
                self.run(run)["votes"].pop(voter, None)
            case events.DecisionClosed(run):
                self.run(run)["outcome"] = self.count(self.run(run))
            case events.DecisionLapsed(run):
                self.run(run)["fresh"] = False
            case _:
                pass

    def enter(self, body: events.Body) -> None:
        match body:
            case events.PhaseEntered(phase):
                assert phase in self.method.plan.nodes
                self.active.add(phase)
                self.ended.discard(phase)
                self.ended.discard(phase.rpartition(".")[0])
                if phase and self.method.plan.nodes[phase].declared.open:
                    for run in self.runs:
                        run["fresh"] = False
            case events.PhaseEnded(phase):
                self.ended.add(phase)
            case events.PhaseLeft(phase):
                self.active.discard(phase)
            case _:
                pass

    def run(self, identity: str) -> dict[str, Any]:
        return next(one for one in self.runs if one["id"] == identity)

    def count(self, run: dict[str, Any]) -> bool:
        ballots = list(run["votes"].values())
        if run["decision"] == "choice":
            return bool(run["voters"]) and ballots.count("yes") == len(run["voters"])
        cast = [one for one in ballots if one != "abstain"]
        return 2 * cast.count("yes") > len(cast) > 0

    def lapse(self, record: str) -> None:
        for run in self.runs:
            run["fresh"] = run["fresh"] and record not in run["about"]

    def accepted(self, decision: str) -> bool:
        runs = [one for one in self.runs if one["decision"] == decision]
        return bool(runs and runs[-1]["fresh"] and runs[-1]["outcome"])

    def gate_was_met(self, move: str) -> None:
        names = self.method.plan.ways[move].declared.gate or ()
        mandates = [party for identity, (record, party, _) in self.live.items() if record == "mandate"
                    and any(role == "board" and one == party for _, role, one in self.signed[identity])]  # fmt: skip
        is_so = {
            "mandates": bool(self.parties) and self.parties <= set(mandates),
            "noted": sum(record == "note" for record, _, _ in self.live.values()) >= 2,
            "chosen": self.accepted("choice"),
            "weighed": self.accepted("about_notes"),
        }
        assert all(is_so[str(name)] for name in names), f"{move} passed a gate that was shut"

    def is_sound(self) -> None:
        for path in self.active:
            node = self.method.plan.nodes[path]
            inside = [child for child in node.children if child in self.active]
            if node.kind == "sequence":
                assert len(inside) == (0 if path in self.ended else 1), (path, inside)
            if node.kind == "tracks":
                assert all(child in self.active or child in self.ended for child in node.children), (path, inside)
            assert path == "" or node.parent in self.active


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(methods(), st.lists(st.tuples(*[st.integers(0, 1_000)] * 3), min_size=STEPS, max_size=STEPS))
def test_no_sequence_of_commands_breaks_what_must_always_hold(text: str, dice: list[tuple[int, int, int]]) -> None:
    method = read_method(text, "any.yaml")
    simulation = begun(method)
    account = Account(method)
    seen, at = 0, START
    for throw in dice:
        assert simulation.situation is not None
        at += timedelta(hours=throw[0] % 13)
        simulation.wait(at)
        before = simulation.situation
        asked_now = command(before, throw)
        supposed = [decide(method, before, asked_now, at, counted_ids("same")) for _ in range(2)]
        assert supposed[0] == supposed[1]

        result = simulation.submit([asked_now], at)

        assert isinstance(result, Refusal) == isinstance(supposed[0], Refusal)
        if isinstance(result, Refusal):
            assert simulation.situation is before
        for event in simulation.events[seen:]:
            account.note(event)
        seen = len(simulation.events)
        if simulation.situation.end is None:
            account.is_sound()
            assert elapse(method, simulation.situation, at, counted_ids("none")) == ()
        assert account.active == {path for path, one in simulation.situation.visits.items() if one.status == "now"}
    assert replayed(simulation.events) == simulation.situation


def replayed(happened: list[Event]) -> Situation | None:
    """Return the situation of events that were kept as bytes and read back."""
    situation: Situation | None = None
    for event in happened:
        kept = encode(event, "p", 1, lambda: bytes(16))
        contents = {one.commitment: one.data for one in kept.contents}
        situation = fold(situation, decode(kept.skeleton, contents.get))
    assert situation == fold_all(None, happened)
    return situation
