"""What a vote comes to is told, so nothing that decides it is hidden from those who see the vote."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import a_decision, a_record
from tests.language_keys.worlds import merged, reading

FIELDS = {"n": {"type": "number", "title": "N"}, "so": {"type": "yes_no", "title": "So"}}
LINK = {"other": {"type": "link", "to": "mandate", "title": "Other"}}
METHOD: dict[str, Any] = {
    "sluis": 1, "method": "small", "version": "1.0.0", "title": "Small", "summary": "Small.", "languages": ["en"],
    "may": {"open": "chair"},
    "roles": {"chair": {"title": "Chair"}, "envoy": {"title": "Envoy", "of": "party"}},
    "records": {
        "mandate": a_record(per="party", fields=FIELDS, seen_by="party"),
        "home": a_record(per="party", fields=FIELDS | LINK, seen_by="process"),
        "inner": a_record(many=True, fields=FIELDS, written_by="chair", seen_by="chair"),
        "plan": a_record(many=True, fields=FIELDS),
    },
    "decisions": {"vote": a_decision()},
    "phases": {"work": {"title": "Work", "moves": {"end": {"title": "End", "to": "end.done", "by": "chair"}}}},
    "ends": {"done": {"title": "Done", "verdict": "success"}},
}  # fmt: skip
HIDDEN: list[dict[str, Any]] = [
    {"weight": "voter.party.mandate.n"},
    {"where": "voter.party.mandate.so"},
    {"quorum": "inners.size() / 10.0"},
    {"rule": {"majority": {"over": "inners.size() / 10.0"}}},
    {"rule": {"accepted": "tally.yes > inners.size()"}},
    {"tie": "inners.exists(i, i.so)"},
    {"ballot": {"choice": ["plan"], "where": "plan.so && inners.exists(i, i.so)"}, "rule": "most"},
    {"per": "party", "seen_by": "party", "by": "envoy", "where": "parties.all(p, p.mandate.so)"},
    {"per": "party", "seen_by": "party", "by": "envoy", "where": "party.home.other.so"},
]


def complaints(**decision: Any) -> list[str]:
    return [
        f"{one.kind}: {one.message}" for one in reading(merged(METHOD, {"decisions": {"vote": decision}})).diagnostics
    ]


@pytest.mark.parametrize("decision", HIDDEN, ids=str)
def test_a_vote_that_hangs_on_what_fewer_may_see_is_a_leak(decision: dict[str, Any]) -> None:
    (told,) = complaints(**decision)

    assert told.startswith("leak: whoever sees the decision can tell what this gave, and fewer may see")


@pytest.mark.parametrize(
    "decision",
    [
        {"weight": "voter.party.home.n"},
        {"quorum": "parties.size() > 3 ? 0.5 : 0.75"},
        {
            "seen_by": "chair",
            "voters": "chair",
            "rule": "majority",
            "tie": "inners.exists(i, i.so)",
            "quorum": "inners.size() / 10.0",
        },
        {"per": "party", "seen_by": "party", "by": "envoy", "where": "party.mandate.so"},
    ],
    ids=str,
)
def test_a_vote_may_hang_on_what_all_see_who_see_it(decision: dict[str, Any]) -> None:
    assert complaints(**decision) == []


@pytest.mark.parametrize(
    "told",
    [{"where": "inners.exists(i, i.so)"}, {"sealed_until": {"each": "party", "where": "party.mandate.so"}}],
    ids=str,
)
def test_whether_a_record_is_kept_and_who_seals_it_is_told(told: dict[str, Any]) -> None:
    said = reading(merged(METHOD, {"records": {"plan": told}})).diagnostics

    assert [one.kind for one in said] == ["leak"]
