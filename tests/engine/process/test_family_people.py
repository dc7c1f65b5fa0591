"""Who acts in a process that a phase runs: the people of its parent, on the side on which they are there."""

from __future__ import annotations

import json

import pytest

from engine.language import read_method
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.engine.process.family_methods import FINDING, TALKS
from tests.engine.process.test_families import Family, a_family
from tests.factories import ROLES, a_move, a_phase, a_record, command

CHAIR = "  chair: {title: Chair}\n"
ENVOY = "envoy: {title: Envoy, of: party}"
EACH = "    each: topic\n"
NAMED = f"{EACH}    parties: 'parties.filter(p, topics.exists(t, t.question == p.name))'\n"
VOTING = FINDING.replace(
    "phases:\n",
    "decisions:\n  yes:\n    {title: Yes, by: guide, voters: {each: party, role: envoy}, rule: unanimity,"
    " silence: blocks, open_for: P9D, seen_by: process}\nphases:\n",
    1,
).replace("open: [answer]", "open: [answer, yes]")


def begun(old: str = "", new: str = "", child: str = FINDING) -> Family:
    """Return talks in which the facts of one topic are looked into."""
    family = a_family(old, new, child)
    family.topic("wet")
    family.do("move", "chair", move="on")
    return family


def inside(family: Family) -> Situation:
    """Return how the youngest child stands."""
    return family.simulation.children[family.child][1]


def envoys(family: Family) -> list[str]:
    """Return who are envoys in the youngest child."""
    return [one.participant for one in inside(family).holders("envoy")]


def called(family: Family) -> list[str]:
    """Return the parties that are in the youngest child, by name."""
    return sorted(str(one.name) for one in inside(family).present_parties())


def led() -> Family:
    """Return talks whose child is guided by a lead whom the parties have to accept, and have not."""
    text = TALKS.replace(CHAIR, f"{CHAIR}  lead: {{title: Lead, named_by: chair, accepted_by: parties}}\n", 1)
    inner = read_method(FINDING, "finding.yaml")
    family = Family(read_method(text.replace("guide: chair", "guide: lead"), "talks.yaml", {"finding": inner}.get))
    family.do("open", "chair", method="talks", title="Talks", name="Chair")
    family.do("join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    family.do("join", "chair", participant="lee", name="Lee", roles=["lead"])
    family.topic("wet")
    family.do("move", "chair", move="on")
    return family


def test_a_holder_who_is_not_accepted_in_the_parent_has_nothing_to_act_with_in_the_child() -> None:
    family = led()

    assert isinstance(family.in_child("join", "lee", participant="zoe", name="Zoe"), Refusal)
    family.do("accept", "ann", role="lead", participant="lee", answer="yes")
    family.must("join", "lee", participant="zoe", name="Zoe")
    family.do("accept", "ann", role="lead", participant="lee", answer="no")

    assert isinstance(family.in_child("join", "lee", participant="zed", name="Zed"), Refusal)


def test_a_role_that_is_carried_over_does_not_expire_in_the_child() -> None:
    family = begun(child=FINDING.replace(ENVOY, "envoy: {title: Envoy, of: party, expires: P5D}"))

    family.wait(days=6)

    assert envoys(family) == ["ann", "bob"]


def test_a_role_that_expires_in_the_parent_ends_in_the_child() -> None:
    family = begun(ENVOY, "envoy: {title: Envoy, of: party, expires: P5D}")

    family.wait(days=6)

    assert envoys(family) == []


@pytest.mark.parametrize("side", [None, "Town", "Wood"])
def test_who_was_admitted_to_the_child_alone_is_on_the_side_of_the_parent_once_he_acts_there(side: str | None) -> None:
    family = begun()
    told = {"party": side} if side else {}
    family.must("join", "chair", participant="zoe", name="Zoe", roles=["expert"], **told)

    family.do("join", "chair", participant="zoe", name="Zoe", party="Wood", roles=["envoy"])

    assert inside(family).participants["zoe"].party == family.party("Wood")
    assert envoys(family) == ["ann", "bob", "zoe"]
    assert called(family) == ["Town", "Water", "Wood"]


def test_a_party_whose_people_left_the_child_is_back_when_somebody_of_it_acts_there() -> None:
    family = begun()
    family.must("leave", "ann")
    assert called(family) == ["Water"]

    family.do("join", "chair", participant="art", name="Art", party="Town", roles=["envoy"])

    assert (called(family), envoys(family)) == (["Town", "Water"], ["bob", "art"])


def test_nothing_is_asked_of_a_party_that_has_no_part_in_the_child_any_more() -> None:
    family = a_family(EACH, NAMED, VOTING)
    for name in ("wet", "Town", "Water"):
        fields = {"question": name, "disputed": name == "wet"}
        family.do("record", "chair", record="topic", id=name.lower(), fields=fields)
        family.do("share", "chair", id=name.lower(), version=1)
    family.do("move", "chair", move="on")
    assert called(family) == ["Town", "Water"]

    family.do("withdraw", "chair", id="water", version=1)

    family.must("propose", "chair", decision="yes")
    (run,) = inside(family).runs.values()
    assert [one.party for one in run.voters] == [family.party("Town")]
    family.do("record", "chair", record="topic", id="w2", fields={"question": "Water", "disputed": False})
    family.do("share", "chair", id="w2", version=1)
    assert (called(family), envoys(family)) == (["Town", "Water"], ["ann", "bob"])


@pytest.mark.parametrize("sight", ["owner", "party", "guide", "table"])
def test_a_child_begins_though_who_opened_its_parent_does_not_act_in_it(sight: str) -> None:
    child = FINDING.replace("title: Question}", f"title: Question, seen_by: {sight}}}", 1)
    table = child.replace("phases:\n", "table: [guide, envoy]\nphases:\n", 1)

    family = begun("    roles: {guide: chair}\n", "", table)

    assert "chair" not in inside(family).participants
    assert dict(inside(family).case or {}) == {}


def test_a_child_begins_by_how_its_parent_stood_then_whatever_the_same_commands_did_to_that() -> None:
    family = a_family()
    family.do("move", "chair", move="on")
    fields = {"question": "Is it wet?", "disputed": True}

    family.simulation.submit(
        [
            command("record", "chair", record="topic", id="wet", fields=fields),
            command("share", "chair", id="wet", version=1),
            command("withdraw", "chair", id="wet", version=1),
        ],
        family.at,
    )

    assert dict(inside(family).case or {}) == {"question": "Is it wet?"}
    assert inside(family).title == "Joint fact-finding: Is it wet?"


def test_the_title_of_a_child_is_a_line_however_long_its_subject_is() -> None:
    note = a_record(many=True, written_by="chair")
    small = _method("small", {"work": a_phase({"finish": a_move("end.finished")})})
    text = _method(
        "big",
        {"work": a_phase({"finish": a_move("end.finished")}, open=["note"], run="small", each="note")},
        records={"note": note},
    )
    family = Family(read_method(text, "big.yaml", {"small": read_method(small, "small.yaml")}.get))
    family.do("open", "chair", method="big", title="Big", name="Chair")

    family.share("note", "chair", fields={"text": "first\nsecond " + "long " * 200})

    title = inside(family).title or ""
    assert title.startswith("Small: first second long")
    assert len(title) == 400


@pytest.mark.parametrize("depth", [1, 2])
def test_how_deep_a_method_runs_itself_is_counted_from_where_it_began_to(depth: int) -> None:
    again = a_phase({"finish": a_move("end.finished")}, run="small", depth=depth)
    once = a_phase({"finish": a_move("end.finished")}, run="small")
    small = read_method(_method("small", {"work": again}), "small.yaml")
    family = Family(read_method(_method("big", {"work": once}), "big.yaml", {"small": small}.get))

    family.do("open", "chair", method="big", title="Big", name="Chair")

    assert len(family.simulation.children) == 1 + depth


def _method(name: str, phases: object, **told: object) -> str:
    ends = {"finished": {"title": "Finished", "verdict": "success"}}
    declared = {"sluis": 1, "method": name, "version": "1.0.0", "title": name.title(), "summary": "It is."}
    whole = {**declared, "languages": ["en"], "may": {"open": "chair"}, "roles": ROLES, "phases": phases, "ends": ends}
    return json.dumps(whole | told)
