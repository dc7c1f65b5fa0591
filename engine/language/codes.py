"""The codes of complaints: stable words, each for one kind of slip, with the family it belongs to.

`docs/reference/checks.md` explains each with an example and its mend. A code never changes its meaning; one that is no
longer used is not given to something else.
"""

from __future__ import annotations

from typing import Literal, get_args

OfYaml = Literal["not-yaml", "too-large", "yaml-alias", "yaml-tag", "duplicate-key", "key-not-a-word", "empty-value"]
OfShape = Literal["unknown-key", "missing-key", "wrong-keys", "wrong-value", "bad-name"]
OfName = Literal["unknown-name", "name-taken", "wrong-who", "not-of-a-party", "run-unknown"]
OfCondition = Literal["condition-syntax", "condition-name", "condition-type"]
OfType = OfCondition | Literal["not-people"]
OfText = Literal["text-missing", "text-language", "text-braces"]
OfStructure = Literal[
    "move-nowhere", "no-term", "where-without-way", "idle-key", "rule-and-ballot", "kept-for-itself", "never-waived",
    "nobody-holds", "nobody-joins", "opener", "neutral", "held-by-alone", "held-by-itself", "accepted-by-itself",
    "one-acts-alone", "not-at-opening", "no-table", "wider-field", "blind", "sealed-for-nobody", "answers-apart",
    "objections", "adopts", "run-key", "run-depth", "run-resumes", "run-case", "run-roles", "handed",
]  # fmt: skip
OfLeak = Literal[
    "leak-gate", "leak-phase", "leak-clock", "leak-lapse", "leak-vote", "leak-record", "leak-who", "leak-role",
    "leak-case", "leak-run", "leak-name", "leak-answer", "leak-secret", "leak-adopt",
]  # fmt: skip
OfSoundness = Literal["unreachable-phase", "dead-end", "endless-track", "never-open", "too-late", "moves-collide"]
OfCaution = Literal[
    "silent-party", "short-term", "no-reminder", "crowded-gate", "empty-each", "empty-share", "outcome-unasked",
    "unread-record", "unreachable-end", "untold-end",
]  # fmt: skip
Code = OfYaml | OfShape | OfName | OfType | OfText | OfStructure | OfLeak | OfSoundness | OfCaution
Kind = Literal["yaml", "shape", "name", "type", "text", "structure", "leak", "soundness", "caution"]

FAMILIES: dict[Kind, tuple[Code, ...]] = {
    "yaml": get_args(OfYaml),
    "shape": get_args(OfShape),
    "name": get_args(OfName),
    "type": (*get_args(OfCondition), "not-people"),
    "text": get_args(OfText),
    "structure": get_args(OfStructure),
    "leak": get_args(OfLeak),
    "soundness": get_args(OfSoundness),
    "caution": get_args(OfCaution),
}
KINDS: dict[Code, Kind] = {code: kind for kind, codes in FAMILIES.items() for code in codes}
WARNINGS: frozenset[Code] = frozenset(FAMILIES["caution"])
