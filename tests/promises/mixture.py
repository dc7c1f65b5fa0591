"""Commands by chance, sensible and not, in a method that never needs to end."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from engine.language import read_method
from tests.promises.races import asked, joins

if TYPE_CHECKING:
    from engine.process.commands import Command
    from engine.process.situation import Situation

TEXT = """
sluis: 1
method: mixture
version: 1.0.0
title: Mixture
summary: Talk and decide, again and again.
languages: [en]
may: {open: chair, admit: [chair, envoy], cancel: chair, redact: chair, hold: chair, extend: chair,
      adopt: chair}
waivable_by: chair
roles:
  chair: {title: Chair}
  guide: {title: Guide, neutral: true, accepted_by: parties}
  envoy: {title: Envoy, of: party, named_by: [chair, board]}
  board: {title: Board, of: party}
records:
  mandate: {title: Mandate, per: party, fields: {bounds: {type: line, title: Bounds}}, written_by: envoy,
            confirmed_by: board, seen_by: process}
  note: {title: Note, many: true, fields: {text: {type: line, title: Text, optional: true}}, written_by: [chair, envoy],
         seen_by: process}
  wish: {title: Wish, per: party, many: true, plural: wishes, fields: {text: {type: line, title: Text}},
         written_by: envoy, sealed_until: {each: party}, seen_by: process}
  hint: {title: Hint, many: true, fields: {text: {type: line, title: Text}}, written_by: envoy, seen_by: picked}
  paper: {title: Paper, many: true, fields: {plan: {type: document, title: Plan}}, written_by: envoy, seen_by: process}
  objection: {title: Objection, many: true, fields: {text: {type: line, title: Text}}, written_by: envoy,
              seen_by: process}
decisions:
  consult: {title: Consult, by: chair, voters: envoy, rule: consent, objections: objection, seen_by: process}
  alone: {title: Alone, by: chair, voters: chair, rule: {one_decides: {advice: board}}, seen_by: process}
  home: {title: Home, by: chair, voters: {each: party, role: envoy}, rule: unanimity, sealed: true,
         ratified_by: {each: party, role: board}, seen_by: process}
  pact: {title: Pact, about: mandate, by: chair, voters: {each: party, role: envoy}, rule: unanimity, seen_by: process}
  choice: {title: Choice, by: chair, voters: board, rule: majority, secret: true, seen_by: process}
  poll: {title: Poll, by: [chair, envoy], voters: envoy, rule: {majority: {of: cast, over: 1/2}}, silence: abstains,
         open_for: P9D, seen_by: process}
gates:
  mandates: {title: M, all: [{id: mandate, each: party, need: mandate.confirmed, unmet: m, owed_by: board}]}
  agreed: {title: A, all: [{id: pact, need: pact.accepted, unmet: a, owed_by: envoy}]}
phases:
  talk:
    title: Talk
    open: [mandate, note, poll, wish, hint, objection, consult, alone, home, paper, choice]
    term: P5D
    moves: {on: {title: On, to: decide, gate: mandates, by: chair}}
  decide:
    title: Decide
    open: [mandate, note, pact, poll]
    term: P5D
    moves:
      back: {title: Back, to: talk, back: true, by: [chair, envoy]}
      end: {title: End, to: end.agreed, gate: agreed, by: chair}
ends:
  agreed: {title: Agreed, verdict: success}
"""
METHOD = read_method(TEXT, "mixture.yaml")
NEXT = read_method(TEXT.replace("version: 1.0.0", "version: 1.1.0"), "mixture.yaml")
PARTIES = ("X", "Y")
OPENING: tuple[Command, ...] = (
    asked("open", method="mixture", title="Anything", name="Anna"),
    *(joins(f"{role}-{party}", party) for party in PARTIES for role in ("envoy", "board")),
    joins("guide", None),
    *(asked("record", f"envoy-{it}", record="mandate", id=f"mandate-{it}", fields={"bounds": "A"}) for it in PARTIES),
    *(asked("share", f"envoy-{it}", id=f"mandate-{it}", version=1) for it in PARTIES),
    asked("confirm", "board-X", id="mandate-X", version=1),
)
ACTORS = ("chair", "envoy-X", "board-X", "envoy-Y", "board-Y", "guide", "nobody")
SIGNED_BY = {"share": "envoy", "withdraw": "envoy", "confirm": "board", "unconfirm": "board"}
KINDS = {
    "draft": 4, "note": 2, "share": 6, "confirm": 5, "unconfirm": 2, "withdraw": 1, "propose": 4, "vote": 7, "close": 3,
    "move": 5, "accept": 2, "people": 2, "nonsense": 1,
}  # fmt: skip
ONCE_IN = 8


def any_command(chance: Random, seen: Situation, new: str) -> Command:
    """Return a command that makes sense, mostly, where a process stands as seen; `new` is an id nothing has yet."""
    (kind,) = chance.choices(list(KINDS), list(KINDS.values()))
    party = chance.choice(PARTIES)
    envoy, board = f"envoy-{party}", f"board-{party}"
    if kind in SIGNED_BY and seen.records:
        return _on_record(chance, seen, kind, party)
    match kind:
        case "draft":
            return asked("record", envoy, record="mandate", id=new, fields={"bounds": f"As {new} says"})
        case "note":
            fields = chance.choice(({}, {"text": new}))
            return asked("record", chance.choice(ACTORS), record="note", id=new, fields=fields)
        case "propose":
            wise = "pact" if seen.is_now("decide") else "poll"
            return asked("propose", chance.choice(("chair", envoy)), decision=chance.choice((wise, "poll")), run=new)
        case "vote":
            ballot = chance.choice(("yes", "yes", "yes", "no", "abstain", "perhaps"))
            return asked("vote", envoy, run=_run(chance, seen), ballot=ballot)
        case "close":
            return asked("close", chance.choice(("chair", envoy)), run=_run(chance, seen))
        case "move":
            wise = chance.choice(("back", "end")) if seen.is_now("decide") else "on"
            return asked("move", move=chance.choice(("on", "back")) if _seldom(chance) else wise)
        case "accept":
            answer = chance.choice(("yes", "yes", "no"))
            return asked("accept", envoy, role="guide", participant="guide", answer=answer)
        case "people":
            guests = [one.id for one in seen.present() if one.id not in ACTORS]
            return chance.choice((
                joins(new, party, "board"),
                asked("leave", chance.choice([*guests, "nobody"])),
                asked("step_down", envoy, role="envoy"),
                asked("appoint", board, participant=envoy, role="envoy"),
            ))  # fmt: skip
        case _:
            return asked("confirm", "nobody", id=new, version=9)


def _on_record(chance: Random, seen: Situation, kind: str, party: str) -> Command:
    mandates = [one for one in seen.of_type("mandate") if one.party == seen.participants[f"envoy-{party}"].party]
    known = chance.choice(mandates if mandates and not _seldom(chance) else list(seen.records.values()))
    meant = known.draft if kind == "share" else known.live
    version = (meant.number if meant else known.latest) + (chance.choice((1, -1)) if _seldom(chance) else 0)
    return asked(kind, f"{SIGNED_BY[kind]}-{party}", id=known.id, version=max(1, version))


def _run(chance: Random, seen: Situation) -> str:
    wise = [run.id for run in seen.open_runs()]
    return chance.choice(list(seen.runs) if _seldom(chance) and seen.runs else wise or [*seen.runs, "none"])


def _seldom(chance: Random) -> bool:
    return chance.randrange(ONCE_IN) == 0
