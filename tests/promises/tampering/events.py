"""Whole events: taken out, put in, doubled, exchanged, cut off the end, of another process."""

from __future__ import annotations

import json
from random import Random

from tests.promises.logs import Json, canonical, in_order
from tests.promises.tampering.case import Altered, Case, an_item, one_of, skeletons_of, way


@way
def an_event_taken_out(chance: Random, export: Json, case: Case) -> Altered:
    export["events"].remove(an_item(chance, export))
    return export


@way
def an_event_taken_out_and_the_rest_renumbered(chance: Random, export: Json, case: Case) -> Altered:
    gone = an_item(chance, export)
    export["events"].remove(gone)
    for one in skeletons_of(export):
        if one["label"] == gone["event"]["label"] and one["n"] > gone["event"]["n"]:
            one["n"] -= 1
    return export


@way
def an_event_twice(chance: Random, export: Json, case: Case) -> Altered:
    export["events"].insert(chance.randrange(len(export["events"]) + 1), an_item(chance, export))
    return export


@way
def an_event_made_up_at_the_end(chance: Random, export: Json, case: Case) -> Altered:
    last = json.loads(canonical(chance.choice(export["events"])))
    n = max(one["n"] for one in skeletons_of(export) if one["label"] == last["event"]["label"])
    last["event"] |= {"n": n + 1, "id": "new", "at": case.export["events"][-1]["event"]["at"]}
    export["events"] = sorted([*export["events"], last], key=lambda item: in_order(item["event"]))
    return export


@way
def two_events_exchanged(chance: Random, export: Json, case: Case) -> Altered:
    if len(export["events"]) < 2:
        return None
    first, second = sorted(chance.sample(range(len(export["events"])), 2))
    second = first + 1 if chance.random() < 0.5 else second
    items = export["events"]
    items[first], items[second] = items[second], items[first]
    return export


@way
def the_tail_cut(chance: Random, export: Json, case: Case) -> Altered:
    del export["events"][chance.randrange(len(export["events"])) :]
    return export


@way
def the_tail_cut_to_an_older_export(chance: Random, export: Json, case: Case) -> Altered:
    return one_of(chance, case, "earlier")


@way
def one_label_cut(chance: Random, export: Json, case: Case) -> Altered:
    chosen = an_item(chance, export)["event"]
    export["events"] = [
        item for item in export["events"]
        if item["event"]["label"] != chosen["label"] or item["event"]["n"] < chosen["n"]
    ]  # fmt: skip
    return export


@way
def an_export_without_events(chance: Random, export: Json, case: Case) -> Altered:
    export["events"] = []
    if chance.random() < 0.5:
        export["checkpoint"]["heads"] = {}
    return export


@way
def events_of_another_process(chance: Random, export: Json, case: Case) -> Altered:
    other = one_of(chance, case, "processes")
    if other is None:
        return None
    for item in chance.sample(other["events"], min(len(other["events"]), 3)):
        item["event"]["process"] = chance.choice([item["event"]["process"], export["process"]])
        export["events"].append(item)
    export["events"].sort(key=lambda item: in_order(item["event"]))
    return export


@way
def the_export_of_another_process(chance: Random, export: Json, case: Case) -> Altered:
    return one_of(chance, case, chance.choice(["processes", "keys"]))
