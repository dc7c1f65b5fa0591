"""Answers of which only figures are told: of three at least, and made anew when three sides have changed theirs."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tests.reference.living import COMPARE, live

State = dict[str, Any]
FEWEST = 3


def make_anew(state: State) -> None:
    """Take the answers there are into the figures, where so many differ from those in them that none can be told."""
    now = {one["id"]: (one["party"], one["version"], one["n"]) for one in live(state, "pulse")}
    told = state["figures"] or {}
    changed = {answer[0] for known in (now, told) for name, answer in known.items() if now.get(name) != told.get(name)}
    if not now:
        state["figures"] = None
    elif len({party for party, _, _ in now.values()}) >= FEWEST and len(changed) >= FEWEST:
        state["figures"] = now


def answers(state: State) -> list[int] | None:
    """Return the answers in the figures, without whose they are; None before there are figures."""
    return sorted(n for _, _, n in state["figures"].values()) if state["figures"] else None


def holds_of_figures(state: State, text: str) -> bool | None:
    """Return whether a condition over the answers is true; None before there are figures."""
    known = answers(state)
    if known is None:
        return None
    sign, wanted = text.split(" ")[-2:]
    if found := re.fullmatch(r"pulses\.filter\(one, one\.n >= (\d+)\)\.size\(\) .+", text):
        value = Fraction(sum(n >= int(found[1]) for n in known))
    elif text.startswith("pulses.size()"):
        value = Fraction(len(known))
    else:
        (what,) = re.findall(r"\.(sum|max|min|avg)\(\)", text)
        value = {"sum": Fraction(sum(known)), "max": Fraction(max(known)), "min": Fraction(min(known)),
                 "avg": Fraction(sum(known), len(known))}[what]  # fmt: skip
    return bool(COMPARE[sign](value, int(wanted)))
