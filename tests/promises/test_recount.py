"""A published decision can be recounted by its parties, from the log they take home, by a program of their own."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from engine import Engine
from engine.language import read_method
from engine.language.declaration.decisions import Rule
from tests.engine.journal.neighbours import Time, accepted
from tests.histories.making import START
from tests.promises.races import asked
from tests.promises.recount import differs, recounted
from tests.sqlite import a_file

if TYPE_CHECKING:
    from engine.process.commands import Command
    from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P17

BALLOTS = 500
VOTERS, RUNS = 11, 60
WEIGHT = "voter.name.endsWith('1') ? 2.5 : voter.name.endsWith('2') ? 0.5 : 1.0"
KINDS: list[dict[str, Any]] = [
    {}, {"weight": WEIGHT}, {"weight": WEIGHT, "sealed": True}, {"sealed": True}, {"secret": True},
]  # fmt: skip
FEWEST = 3
WORDS = {"a": "A", "b": "B", "c": "C", "d": "D"}
RULES: dict[str, dict[str, Any]] = {
    "unanimity": {"rule": "unanimity"},
    "consent": {"rule": "consent"},
    "consensus": {"rule": "consensus"},
    "majority": {"rule": {"majority": {"of": "cast", "over": "1/2"}}},
    "eligible": {"rule": {"majority": {"of": "eligible", "at_least": "2/3"}}, "quorum": "60%"},
    "choice": {"rule": "majority", "ballot": {"choice": WORDS}},
    "plurality": {"rule": "most", "ballot": {"choice": WORDS}},
    "schulze": {"rule": {"ranking": "schulze"}, "ballot": {"ranking": WORDS}},
    "runoff": {"rule": {"ranking": "instant_runoff"}, "ballot": {"ranking": WORDS}},
    "number": {"rule": {"accepted": "tally.avg >= 5 && tally.cast >= 2"}, "ballot": {"number": {"from": 0, "to": 10}}},
    "condition": {"rule": {"accepted": "tally.yes >= 2 && tally.no <= 1"}, "ballot": {"choice": WORDS}},
    "approval": {"rule": {"majority": {"of": "eligible", "over": "40%"}}, "ballot": {"approval": "plan"}},
    "stars": {"rule": {"star": 2}, "ballot": {"stars": "plan"}},
    "seats": {"rule": {"most": 2}, "ballot": {"approval": "plan"}},
    "one": {"rule": "one_decides"},
    "one-ranks": {"rule": "one_decides", "ballot": {"ranking": WORDS}},
    "tie": {"rule": "most", "ballot": {"choice": WORDS}, "tie": "'b'"},
}


def a_method(rule: str, chance: Random) -> tuple[str, dict[str, Any]]:
    """Return a method whose decisions have this rule: by weights and silence, open, sealed or secret, as comes."""
    kinds = [kind for kind in KINDS if RULES[rule]["rule"] != "one_decides" or "secret" not in kind]
    decisions = {f"vote_{number}": _decision(rule, kind, chance) for number, kind in enumerate(kinds)}
    fields = {"text": {"type": "text", "title": "Text"}}
    plan = {"title": "Plan", "many": True, "fields": fields, "written_by": "chair", "seen_by": "process"}
    end = {"title": "End", "to": "end.done", "by": "chair"}
    declared: dict[str, Any] = {
        "sluis": 1, "method": f"recount-{rule}-{chance.getrandbits(40)}", "version": "1.0.0", "title": "Recount",
        "summary": "Recount.", "languages": ["en"], "may": {"open": "chair", "admit": "chair"},
        "roles": {"chair": {"title": "Chair"}, "member": {"title": "Member"}},
        "records": {"plan": plan},
        "decisions": decisions,
        "phases": {"work": {"title": "Work", "open": ["plan", *decisions], "moves": {"end": end}}},
        "ends": {"done": {"title": "Done", "verdict": "success"}},
    }  # fmt: skip
    return json.dumps(declared), declared


def _decision(rule: str, kind: dict[str, Any], chance: Random) -> dict[str, Any]:
    silence = chance.choice(["blocks", "abstains", "consents"])
    return {
        "title": "Vote", "by": "chair", "voters": "member", "seen_by": "process", "open_for": "P1D",
        "silence": silence, **RULES[rule], **kind,
    }  # fmt: skip


def a_ballot(rule: str, chance: Random) -> Any:
    """Return something to vote."""
    decision = RULES[rule]
    name = decision["rule"] if isinstance(decision["rule"], str) else next(iter(decision["rule"]))
    if name not in ("consent", "consensus", "one_decides") and chance.random() < 0.12:
        return "abstain"
    kind = next(iter(decision["ballot"])) if "ballot" in decision else "yes_no"
    match kind:
        case "choice":
            return chance.choice(list(WORDS))
        case "ranking":
            return chance.sample(list(WORDS), chance.randint(1, len(WORDS)))
        case "approval":
            return chance.sample(["p0", "p1", "p2", "p3"], chance.randint(0, 3))
        case "stars":
            return {one: chance.randint(0, 5) for one in chance.sample(["p0", "p1", "p2", "p3"], chance.randint(0, 4))}
        case "number":
            return f"{chance.randint(0, 100) / 10:.1f}"
        case _:
            words = {"consent": ["yes", "yes", "yes", "object"], "consensus": ["yes", "stand_aside", "yes", "block"]}
            return chance.choice(words.get(str(name), ["yes", "yes", "no"]))


def votes(rule: str, chance: Random, run: str, here: list[str], *, secret: bool) -> list[Command]:
    """Return what is voted in a run by those who are here, some of it changed, save in secret, and some of it never."""
    likely = chance.choice([1, 1, 0.7, 0.2])
    by = [one for one in here if chance.random() < likely]
    alone = RULES[rule]["rule"] == "one_decides"
    by = by[:1] if alone else by  # the first vote closes it
    by += [] if secret or alone else chance.sample(by, min(len(by), chance.randint(0, 2)))
    reason = {} if secret else {"reason": "So"}
    return [asked("vote", who, run=run, ballot=a_ballot(rule, chance), **reason) for who in by]


@pytest.mark.parametrize("rule", RULES)
def test_what_a_vote_came_to_is_recounted_from_the_exported_log(rule: str, rounds: Rounds, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for chance in rounds(BALLOTS, each=0):
        text, declared = a_method(rule, chance)
        time = Time(START)
        with Engine.open(a_file(tmp_path / f"{rounds.number}.db"), now=time) as engine:
            engine.publish(read_method(text, "recount.yaml"))
            process, here = _a_process(engine, declared["method"]), [f"v{number}" for number in range(VOTERS)]
            for number in range(RUNS):
                rounds.tried += _vote(engine, process, declared, rule, chance, number, here)
                time.pass_by(hours=25)
                engine.tick()
            found = recounted(engine.export(process), declared)

        assert len(found) == RUNS
        assert [pair for pair in found if differs(*pair)] == []
        seen += Counter(told["outcome"] for told, _ in found)
    assert rounds.size.only is not None or min(seen["accepted"], seen["rejected"]) > 0 or rule == "unanimity", seen


def _vote(
    engine: Engine, process: str, declared: dict[str, Any], rule: str, chance: Random, number: int, here: list[str]
) -> int:
    """Put something to the vote and vote on it, during which somebody may leave or come; return how many voted."""
    name, run = chance.choice(list(declared["decisions"])), f"r{number}"
    cast = votes(rule, chance, run, here, secret="secret" in declared["decisions"][name])
    accepted(engine.submit(process, [asked("propose", "chair", decision=name, run=run), *cast]))
    if chance.random() < 0.15 and len(here) > FEWEST:
        accepted(engine.submit(process, asked("leave", here.pop(chance.randrange(len(here))))))
    elif chance.random() < 0.15 or len(here) == FEWEST:
        here.append(f"w{number}")
        accepted(engine.submit(process, _joining(here[-1])))
    return len(cast)


def _joining(name: str) -> Command:
    return asked("join", "chair", participant=name, name=f"Voter {name[1:]}", roles=["member"])


def _a_process(engine: Engine, method: str) -> str:
    opening = [asked("open", "chair", method=method, title="Recount", name="Chair")]
    opening += [_joining(f"v{number}") for number in range(VOTERS)]
    process = accepted(engine.submit(None, opening)).process
    for number in range(4):
        record = asked("record", "chair", record="plan", id=f"p{number}", fields={"text": f"Plan {number}"})
        accepted(engine.submit(process, [record, asked("share", "chair", id=f"p{number}", version=1)]))
    return process


def test_every_rule_is_recounted_but_the_one_in_which_there_is_nothing_to_count() -> None:
    written = [one["rule"] for one in RULES.values()]
    recounted = {name for rule in written for name in ([rule] if isinstance(rule, str) else rule)}

    assert set(Rule.model_fields) - {"one_decides"} <= recounted
