"""Who may know: labels left out or renamed, a reader said to be somebody else, veils moved."""

from __future__ import annotations

from random import Random

from tests.promises.logs import Json, label_of_part, may_read
from tests.promises.tampering.case import Altered, Case, an_item, skeletons_of, way


@way
def a_label_left_out(chance: Random, export: Json, case: Case) -> Altered:
    label = an_item(chance, export)["event"]["label"]
    export["events"] = [item for item in export["events"] if item["event"]["label"] != label]
    if chance.random() < 0.5:
        export["labels"] = [one for one in export["labels"] if one not in label.split("|")]
    if chance.random() < 0.5:
        export["checkpoint"]["heads"].pop(label)
    return export


@way
def a_label_renamed(chance: Random, export: Json, case: Case) -> Altered:
    label = an_item(chance, export)["event"]["label"]
    name = chance.choice([f"{label}|public", f"{label} ", "public", "table:made.up#1"])
    for one in skeletons_of(export):
        one["label"] = name if one["label"] == label else one["label"]
    export["labels"] = sorted({*export["labels"], *name.split("|")})
    heads = export["checkpoint"]["heads"]
    heads[name] = heads.pop(label)
    return export


@way
def the_reader_said_to_be_in_other_audiences(chance: Random, export: Json, case: Case) -> Altered:
    """Take an audience out, with all that only those in it may see; or put one in."""
    if chance.random() < 0.3:
        export["labels"] = sorted({*export["labels"], chance.choice(["role:made-up", "party:water", "role:chair"])})
        return export
    labels = [one for one in export["labels"] if one != chance.choice(export["labels"])]
    export["labels"] = labels
    export["events"] = [item for item in export["events"] if may_read(item["event"]["label"], labels)]
    for item in export["events"]:
        for name in [one for one in item["content"] if not may_read(label_of_part(item["event"], one), labels)]:
            del item["content"][name]
    return export


@way
def a_veil_widened_or_narrowed(chance: Random, export: Json, case: Case) -> Altered:
    veils = [veil for one in skeletons_of(export) for veil in one["body"].get("veils", [])]
    if not veils:
        return None
    veil = chance.choice(veils)
    if chance.random() < 0.5:
        veil["label"] = chance.choice(["public", "role:nobody", f"{veil['label']}|public"])
    else:
        veil["fields"] = [*veil["fields"], "text"]
    return export


@way
def a_part_hidden_under_a_new_veil(chance: Random, export: Json, case: Case) -> Altered:
    items = [item for item in export["events"] if "fields" in item["content"]]
    if not items:
        return None
    item = chance.choice(items)
    veils = item["event"]["body"].setdefault("veils", [])
    item["event"]["parts"][f"fields/{len(veils)}"] = item["event"]["parts"]["fields"]
    veils.append({"fields": ["text"], "label": "role:nobody"})
    if chance.random() < 0.5:
        del item["content"]["fields"]
    return export
