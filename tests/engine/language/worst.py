"""The worst shapes a method file can have within the limits: long, deep, wide, and wrong in as many places as fit."""

from __future__ import annotations

from engine.language.source import MOST_BYTES

VALUES = 19_000
HEAD = "sluis: 1\nmethod: big\nversion: 1.0.0\ntitle: T\nsummary: S\nlanguages: [en]\n"
ROLES = "roles: {a: {title: A}, p: {title: P, of: party}}\n"
PHASES = "phases: {x: {title: X, moves: {m: {title: M, to: end.e, by: a}}}}\n"
ENDS = "ends: {e: {title: E, verdict: success}}\n"

RECORD = "  r#: {title: R, fields: {f: {type: line, title: F}}, written_by: a, seen_by: process}\n"
PAIR = RECORD.replace("fields", "per: [p, party], fields")
GATE = "  g#: {title: G, all: [{each: party, id: c, unmet: U, owed_by: a, need: 'true'}]}\n"
DECISION = "  d#: {title: D, by: a, voters: a, rule: unanimity, seen_by: process}\n"
MOVE = "{title: M, to: p@, by: a}"
PHASE = f"  p#: {{title: P, moves: {{m: {MOVE}}}}}\n"
DONE = "{title: A, moves: {m: {title: M, to: done, by: a}}}"
SEQUENCE = f"  p#: {{title: P, phases: {{a: {DONE}}}, moves: {{m: {MOVE}}}}}\n"
TRACKS = f"  p#: {{title: P, tracks: {{a: {DONE}, b: {DONE}}}, moves: {{m: {MOVE}}}}}\n"
BRACKETS = "(" * 47 + "true" + ")" * 47
NAME = "a" * 50


def times(line: str, number: int) -> str:
    """Repeat a line, `#` being its number and `@` the next one, at last the first."""
    return "".join(line.replace("#", str(n)).replace("@", str((n + 1) % number)) for n in range(number))


def filled(line: str, values: int) -> str:
    """Repeat a line that adds so many values until the file is as large as it may be."""
    return times(line, min((VALUES - 300) // values, (MOST_BYTES - 4_000) // (len(line) + 8)))


def method(*, roles: str = ROLES, phases: str = PHASES, **parts: str) -> str:
    """Return a method whose parts are as given, the others small."""
    return HEAD + roles + "".join(f"{key}:\n{part}" for key, part in parts.items()) + phases + ENDS


def needing(need: str) -> str:
    return GATE.replace("'true'", f"'{need}'")


def saying(unmet: str) -> str:
    return GATE.replace("unmet: U", f"unmet: '{unmet}'")


SHAPES = {
    "brackets": "[" * MOST_BYTES,
    "braces": "{" * MOST_BYTES,
    "quotes": "'" * (MOST_BYTES - 1),
    "dashes": "- " * (MOST_BYTES // 2),
    "lines": "\n" * MOST_BYTES,
    "documents": "---\n" * (MOST_BYTES // 4),
    "faces": f'a: "{"🙂" * 60_000}"',
    "a block": "a: |\n" + " x\n" * 80_000,
    "deep": "a: " + "[" * 30 + "]" * 30,
    "unknown keys": method() + filled("k#: v\n", 1),
    "equal keys": "a: b\n" * VALUES,
    "digits": f"sluis: {'9' * 250_000}",
    "a long name": method(phases=PHASES.replace("end.e", "x" * 250_000)),
    "a long condition": method(gates=needing("(" * 250_000)),
    "a clock with much space": method(
        phases=PHASES.replace("moves:", f'term: "P1D after{" " * 250_000}x\\ny", moves:')
    ),
    "conditions of brackets": method(gates=times(needing(" && ".join([BRACKETS] * 38)), 62)),
    "conditions of operands": method(gates=times(needing(" && ".join(['party.name == "x"'] * 119)), 90)),
    "placeholders": method(gates=times(saying("{party.name} " * 300), 60)),
    "unknown placeholders": method(gates=times(saying(times("{x#} ", 1_000)), 30)),
    "records": method(records=filled(RECORD, 8)),
    "records of pairs": method(records=filled(PAIR, 11)),
    "records and gates": method(
        records=times(PAIR, 850), gates=times(GATE.replace("each: party", "each: [p, party]"), 850)
    ),
    "unknown names": method(records=filled(RECORD.replace("a, seen_by: process", "b#, seen_by: c#"), 8)),
    "roles that look alike": method(roles="roles:\n" + filled(f"  {NAME}#: {{title: R, named_by: {NAME}x#}}\n", 3)),
    "decisions": method(decisions=filled(DECISION, 6)),
    "options": method(case=f"  c: {{type: choice, title: C, options: {{{filled('o#: O, ', 1)}}}}}\n"),
    "conditions that are wrong": method(gates=times(needing("tru"), 2_000)),
    "one gate": method(
        gates="  g:\n    title: G\n    all:\n" + filled("    - {need: 'true', id: c#, unmet: U, owed_by: a}\n", 5)
    ),
    "people": method(roles=f"roles: {{a: {{title: A}}, b: {{title: B, named_by: [{'a, ' * (VALUES - 100)}a]}}}}\n"),
    "languages": method().replace("[en]", f"[{'en, ' * (VALUES - 100)}en]"),
    "a chain of phases": method(phases="phases:\n" + times(PHASE, 500)),
    "too many phases": method(phases="phases:\n" + filled(PHASE, 7)),
    "moves of the whole": method(
        moves=times(f"  m#: {MOVE}\n", 400), phases="phases:\n" + times("  p#: {title: P}\n", 500)
    ),
    "sequences in phases": method(phases="phases:\n" + times(SEQUENCE, 250)),
    "tracks in phases": method(phases="phases:\n" + times(TRACKS, 160)),
    "many tracks": method(
        phases="phases:\n  w:\n    title: W\n    moves: {m: {title: M, to: end.e, by: a}}\n    tracks:\n"
        + times(f"      p#: {DONE}\n", 490)
    ),
    "tracks with many moves": method(
        phases="phases:\n  w:\n    title: W\n    moves: {m: {title: M, to: end.e, by: a}}\n    tracks:\n"
        + times("      p#: {title: A, moves: {" + times("m#: {title: M, to: done, by: a}, ", 10) + "}}\n", 190)
    ),
    "roles that wait in a circle": method(
        roles="roles:\n  a: {title: A}\n" + times("  r#: {title: R, named_by: r@}\n", 3_000)
    ),
    "roles that wait in a row": method(
        roles="roles:\n" + times("  r#: {title: R, named_by: r@}\n", 3_000) + "  r3000: {title: R}\n  a: {title: A}\n"
    ).replace("named_by: r0}", "named_by: r3000}"),
    "roles that parties accept": method(
        roles="roles:\n  a: {title: A}\n" + times("  r#: {title: R, of: party, accepted_by: parties}\n", 3_000)
    ),
    "automatic moves": method(
        phases="phases:\n  x:\n    title: X\n    moves:\n"
        + times("      m#: {title: M, to: y#, auto: true}\n", 400)
        + times("  y#: {title: Y, moves: {m: {title: M, to: end.e, by: a}}}\n", 400)
    ),
    "one gate for many moves": method(
        records=times(RECORD.replace("seen_by", "many: true, seen_by"), 300),
        gates="  g:\n    title: G\n    all:\n"
        + times("    - {need: 'r#s.size() > 0', id: c#, unmet: U, owed_by: a}\n", 300),
        phases="open: ["
        + times("r#, ", 300)
        + "]\nphases:\n"
        + times(
            "  p#: {title: P, moves: {m: {title: M, to: p@, by: a, gate: g}, e: {title: E, to: end.e, by: a}}}\n", 400
        ),
    ),
}
