"""Older shapes of events lifted to today's. Digests are over the bytes as stored; only what is read is lifted.

An entry turns the stored skeleton of one kind in one version into that of the next version. It is pure, keeps ids,
places, labels and commitments as they are, and stays for ever: old logs are read by every later release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Skeleton = dict[str, Any]
Upcaster = Callable[[Skeleton], Skeleton]


def _as_it_is(skeleton: Skeleton) -> Skeleton:
    """Lift to the next version a shape that only got fields with a default, or more values for one."""
    return skeleton | {"version": skeleton["version"] + 1}


UPCASTERS: Mapping[tuple[str, int], Upcaster] = {
    ("DecisionLapsed", 1): _as_it_is,  # a third reason, `moved`
    ("DecisionLapsed", 2): _as_it_is,  # another reason, `rules_changed`
    ("DutyDone", 1): _as_it_is,  # another reason, `rules_changed`
    ("HoldEnded", 1): _as_it_is,  # the same
    ("DecisionOpened", 1): _as_it_is,  # options, and voters with a weight
    ("VoteCast", 1): _as_it_is,  # ballots that are lists
    ("DecisionClosed", 1): _as_it_is,  # several winners; a tally with weights, preferences and a total
    ("DecisionClosed", 2): _as_it_is,  # from when it counts, where the clock closed it late
    ("RecordWritten", 1): _as_it_is,  # on behalf of a party
    ("BegunBy", 1): _as_it_is,  # of what it was made
    ("RecordShared", 1): _as_it_is,  # on behalf of a party
    ("RoleTaken", 1): lambda skeleton: skeleton | {"version": 2, "body": skeleton["body"] | {"alternate": False}},
}


def lifted(skeleton: Skeleton, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS) -> Skeleton:
    """Return a skeleton in the newest version that is known, step by step."""
    while upcaster := upcasters.get((skeleton["type"], skeleton["version"])):
        before = skeleton["type"], skeleton["version"]
        skeleton = upcaster(dict(skeleton))
        if (skeleton["type"], skeleton["version"]) == before:
            msg = f"the upcaster of {before[0]} version {before[1]} leads nowhere"
            raise ValueError(msg)
    return skeleton
