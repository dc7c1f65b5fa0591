"""What an operator can do, who has the key of the installation: only what somebody kept tells."""

from __future__ import annotations

import json
from random import Random

from tests.promises.logs import Json, canonical, commitment_of, in_order, signed
from tests.promises.tampering.case import Altered, Case, one_of, shown_parts, skeletons_of, with_the_key


def _signed(export: Json, case: Case) -> Json | None:
    if case.secret is None or not export["events"]:
        return None
    export["checkpoint"] = signed(export["process"], export["labels"], skeletons_of(export), case.secret)
    return export


def _known(chance: Random, export: Json, case: Case) -> Json | None:
    """Return an event that somebody's checkpoint reaches."""
    items = [item for item in export["events"] if case.seen(item["event"])]
    return chance.choice(items) if items else None


@with_the_key
def history_rewritten(chance: Random, export: Json, case: Case) -> Altered:
    item = _known(chance, export, case)
    if item is None:
        return None
    event, shown = item["event"], item["content"]
    choice = chance.choice(["actor", "at", "body", "content"])
    if choice == "content" and shown:
        name = chance.choice(sorted(shown))
        shown[name] = {"salt": chance.randbytes(16).hex(), "value": "I agreed"}
        event["parts"][name] = commitment_of(shown[name]["salt"], "I agreed")
    elif choice == "body":
        event["body"]["verdict"] = "met"
    elif choice == "at":
        event["at"] = f"{event['at'][:-2]}9Z"
        export["events"].sort(key=lambda item: in_order(item["event"]))
    else:
        event["actor"] = "mallory"
    return _signed(export, case)


@with_the_key
def an_event_never_happened(chance: Random, export: Json, case: Case) -> Altered:
    item = _known(chance, export, case)
    if item is None:
        return None
    export["events"].remove(item)
    for one in skeletons_of(export):
        if one["label"] == item["event"]["label"] and one["n"] > item["event"]["n"]:
            one["n"] -= 1
    return _signed(export, case)


@with_the_key
def an_event_always_happened(chance: Random, export: Json, case: Case) -> Altered:
    item = _known(chance, export, case)
    if item is None or item["event"]["type"] == "ProcessOpened":
        return None
    told = {"id": chance.randbytes(16).hex(), "type": "PhaseLeft", "body": {}, "parts": {}}
    made_up = {"event": json.loads(canonical(item["event"] | told)), "content": {}}
    for one in skeletons_of(export):
        if one["label"] == item["event"]["label"] and one["n"] >= made_up["event"]["n"]:
            one["n"] += 1
    export["events"] = sorted([*export["events"], made_up], key=lambda item: in_order(item["event"]))
    return _signed(export, case)


@with_the_key
def two_places_exchanged(chance: Random, export: Json, case: Case) -> Altered:
    item = _known(chance, export, case)
    events = [] if item is None else [one for one in skeletons_of(export) if one["label"] == item["event"]["label"]]
    if item is None or item["event"]["n"] == len(events):
        return None
    first, second = events[item["event"]["n"] - 1], events[item["event"]["n"]]
    first["n"], second["n"], first["at"], second["at"] = second["n"], first["n"], second["at"], first["at"]
    export["events"].sort(key=lambda item: in_order(item["event"]))
    return _signed(export, case)


@with_the_key
def the_tail_cut_and_signed(chance: Random, export: Json, case: Case) -> Altered:
    item = _known(chance, export, case)
    if item is None:
        return None
    label, n = item["event"]["label"], item["event"]["n"]
    export["events"] = [
        one for one in export["events"] if one["event"]["label"] != label or one["event"]["n"] < n
    ]  # fmt: skip
    return _signed(export, case)


@with_the_key
def a_part_given_to_an_erasure_of_long_ago(chance: Random, export: Json, case: Case) -> Altered:
    erasures = [one for one in skeletons_of(export) if one["type"] == "ContentRedacted" and case.seen(one)]
    if not erasures:
        return None
    item, name = chance.choice(shown_parts(export))
    chance.choice(erasures)["body"]["contents"].append(item["event"]["parts"][name])
    del item["content"][name]
    return _signed(export, case)


@with_the_key
def another_process_under_the_same_name(chance: Random, export: Json, case: Case) -> Altered:
    other = one_of(chance, case, "processes")
    if other is None:
        return None
    for one in skeletons_of(other):
        one["process"] = export["process"]
    return _signed(other | {"process": export["process"], "labels": export["labels"]}, case)
