from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from engine.language import Method, read_method
from engine.process import events
from engine.process.refusal import Refusal
from tests.engine.process.family_methods import FINDING, ON_BY_ITSELF, OVER_AT_ONCE, TALKS, talks
from tests.factories import Table, a_method, a_move, a_phase, a_table, by_subject, command


class Family(Table):
    """A table whose phases run processes. `in_child` does something in the youngest of them."""

    @property
    def child(self) -> str:
        """The id of the youngest child."""
        return max(self.situation.children.values(), key=lambda one: one.order).id

    def in_child(self, do: str, by: str, child: str | None = None, **told: Any) -> Any:
        """Do something in a child; answers with what came of it."""
        return self.simulation.submit([command(do, by, **told)], self.at, child or self.child)

    def must(self, do: str, by: str, child: str | None = None, **told: Any) -> None:
        """Do something in a child that is not refused."""
        answer = self.in_child(do, by, child, **told)
        assert not isinstance(answer, Refusal), answer

    def topic(self, name: str, by: str = "chair", *, disputed: bool = True) -> None:
        """Share a topic."""
        fields = {"question": f"Is {name} so?", "disputed": disputed}
        self.do("record", by, record="topic", id=name, fields=fields)
        self.do("share", by, id=name, version=1)

    def found(self, child: str | None = None, end: str = "settle") -> None:
        """Let the youngest child find something, and end."""
        which = child or self.child
        self.must("record", "ann", which, record="answer", id=f"answer-{which}", fields={"text": "It is"})
        self.must("share", "ann", which, id=f"answer-{which}", version=1)
        self.must("move", "chair", which, move=end)

    def outcomes(self) -> dict[str, str | None]:
        """Return how the child for each topic ended."""
        return {"/".join(one.subject): one.outcome for one in self.situation.children.values()}


def a_family(
    old: str = "", new: str = "", child: str = FINDING, records: str = "", changes: Iterable[tuple[str, str]] = ()
) -> Family:
    """Return talks of two parties in which nothing was said yet."""
    return of_two_parties(talks(old, new, child, records, changes))


def of_two_parties(method: Method) -> Family:
    """Return a process of two parties that was just opened."""
    family = Family(method)
    family.do("open", "chair", method="talks", title="Talks", name="Chair")
    family.do("join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    family.do("join", "chair", participant="bob", name="Bob", party="Water", roles=["envoy"])
    return family


def test_a_process_begins_for_each_subject_that_is_meant_also_for_those_that_come_later() -> None:
    family = a_family()
    family.topic("wet")
    family.topic("red", disputed=False)
    family.do("move", "chair", move="on")
    assert family.outcomes() == {"wet": None}

    family.topic("old", by="ann")

    assert family.outcomes() == {"wet": None, "old": None}


def test_a_child_is_told_its_case_and_has_the_people_of_its_parent_in_the_roles_that_carry_over() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")
    _, child = family.simulation.children[family.child]

    assert child.case is not None
    assert dict(child.case) == {"question": "Is wet so?"}
    assert {role: [one.participant for one in held] for role, held in child.holdings.items()} == {
        "guide": ["chair"],
        "envoy": ["ann", "bob"],
    }
    assert child.title == "Joint fact-finding: Is wet so?"
    assert child.lineage is not None
    assert (child.lineage.parent, child.lineage.subject) == (family.situation.process, ("wet",))


def test_a_gate_of_the_parent_asks_for_the_end_and_the_outcome_of_each_child() -> None:
    family = a_family()
    family.topic("wet")
    family.topic("old")
    family.do("move", "chair", move="on")
    assert family.refused("move", "chair", move="agree").gate is not None

    for child in list(family.situation.children):
        family.found(child)

    assert family.outcomes() == {"wet": "settled", "old": "settled"}
    family.do("move", "chair", move="agree")
    assert family.situation.end == "agreed"


def test_for_several_subjects_together_a_gate_asks_for_what_runs_for_just_these() -> None:
    for_both = TALKS.replace("each: topic", "each: [topic, party]")
    family = Family(read_method(for_both, "talks.yaml", {"finding": read_method(FINDING, "finding.yaml")}.get))
    family.do("open", "chair", method="talks", title="Talks", name="Chair")
    family.do("join", "chair", participant="ann", name="Ann", party="Town", roles=["envoy"])
    family.do("join", "chair", participant="bob", name="Bob", party="Water", roles=["envoy"])
    family.topic("wet")
    family.do("move", "chair", move="on")
    first, second = sorted(family.situation.children, key=lambda one: family.situation.children[one].order)

    family.found(first)

    refusal = family.refused("move", "chair", move="differ")
    assert refusal.gate is not None
    assert by_subject(refusal.gate.conditions[0]) == {("Is wet so?", "Town"): "met", ("Is wet so?", "Water"): "unmet"}
    family.found(second)
    family.do("move", "chair", move="agree")


def test_who_joins_leaves_or_gets_another_role_in_the_parent_does_so_in_its_children() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")
    family.do("join", "chair", participant="eve", name="Eve", party="Wood", roles=["envoy"])
    _, child = family.simulation.children[family.child]
    assert [one.participant for one in child.holders("envoy")] == ["ann", "bob", "eve"]

    family.do("leave", "bob")
    family.do("step_down", "eve", role="envoy")

    _, child = family.simulation.children[family.child]
    assert [one.participant for one in child.holders("envoy")] == ["ann"]
    assert child.participants["bob"].left_at
    assert not child.participants["eve"].left_at
    family.do("appoint", "chair", participant="eve", role="envoy")
    _, child = family.simulation.children[family.child]
    assert [one.participant for one in child.holders("envoy")] == ["ann", "eve"]


def test_a_role_that_carries_over_is_neither_given_nor_given_up_in_the_child() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")
    family.must("join", "chair", participant="zoe", name="Zoe", roles=["expert"])

    for answer in (
        family.in_child("appoint", "chair", participant="zoe", role="guide"),
        family.in_child("step_down", "ann", role="envoy"),
    ):
        assert isinstance(answer, Refusal)
        assert answer.message == "given_in_parent"


def test_children_that_go_on_are_cancelled_when_their_phase_is_left_and_a_new_visit_begins_anew() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")
    first = family.child

    family.do("move", "chair", move="again")

    assert family.outcomes() == {"wet": "cancelled"}
    assert family.simulation.children[first][1].end == "cancelled"
    family.do("move", "chair", move="on")
    assert family.child != first
    assert family.situation.children[family.child].visit == 2
    assert family.refused("move", "chair", move="differ").kind == "gate-shut"


def test_children_are_cancelled_with_their_parent() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")

    family.do("cancel", "chair", reason="Nobody came")

    assert family.simulation.children[family.child][1].end == "cancelled"


def test_nothing_happens_in_a_child_that_ended() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")
    family.found()
    before = family.simulation.children[family.child][1]

    family.do("join", "chair", participant="eve", name="Eve", party="Wood", roles=["envoy"])

    assert family.simulation.children[family.child][1] == before


def test_one_after_the_other_the_next_begins_when_the_one_before_has_ended() -> None:
    family = a_family("    each: topic\n", "    each: topic\n    in_turn: true\n")
    family.topic("wet")
    family.topic("old")
    family.do("move", "chair", move="on")
    assert family.outcomes() == {"wet": None}

    family.found()

    assert family.outcomes() == {"wet": "settled", "old": None}


def test_a_child_that_holds_its_parent_lets_it_go_on_with_its_end_and_nobody_resumes_it() -> None:
    family = a_family("    each: topic\n", "    each: topic\n    holds: parent\n")
    family.topic("wet")
    family.do("move", "chair", move="on")
    (held,) = family.progress().holds
    assert (held.text, family.situation.state) == ("held_by_child(child=Facts: Is wet so?)", "held")
    assert family.refused("resume", "chair", reason="Go on").message == "nothing_to_resume"

    family.found()

    assert family.situation.state == "open"


@pytest.mark.parametrize("depth", [1, 3])
def test_a_method_runs_itself_no_deeper_than_it_says(depth: int) -> None:
    phases = {"work": a_phase({"finish": a_move("end.finished")}, run="small", depth=depth)}
    table = a_table(a_method(phases=phases))

    levels = [one.lineage.level for _, one in table.simulation.children.values() if one.lineage]

    assert levels == list(range(1, depth + 1))


def test_a_subject_whose_case_cannot_be_filled_yet_waits() -> None:
    child = FINDING.replace(
        "weight: {type: whole, title: Weight, optional: true}", "weight: {type: whole, title: Weight}"
    )
    family = a_family("", "", child)
    family.topic("wet")
    family.do("move", "chair", move="on")
    assert family.outcomes() == {}

    family.do(
        "record", "chair", record="topic", id="wet", fields={"question": "Is wet so?", "disputed": True, "weight": 3}
    )
    family.do("share", "chair", id="wet", version=2)

    assert family.outcomes() == {"wet": None}


def test_the_end_of_a_child_by_the_clock_comes_back_to_the_parent() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")

    happened = family.wait(days=22)

    assert any(isinstance(one, events.ChildEnded) and one.outcome == "not_settled" for one in happened)


def test_what_the_clock_begins_comes_due_in_the_same_wait() -> None:
    family = a_family("{title: On, to: facts, by: chair}", "{title: On, to: facts, at: P4D}")
    family.topic("wet")

    family.wait(days=40)

    assert family.outcomes() == {"wet": "not_settled"}


def test_children_that_end_at_one_instant_end_in_the_order_in_which_they_began() -> None:
    family = a_family()
    for name in ("wet", "old", "red", "far"):
        family.topic(name)
    family.do("move", "chair", move="on")

    family.wait(days=22)

    bodies = [event.body for event in family.events]
    begun = [one.child for one in bodies if isinstance(one, events.ChildStarted)]
    assert [one.child for one in bodies if isinstance(one, events.ChildEnded)] == begun


def test_what_is_told_to_one_that_is_about_to_begin_is_not_told_to_its_parent() -> None:
    family = Family(read_method(ON_BY_ITSELF, "talks.yaml", {"finding": read_method(OVER_AT_ONCE, "f.yaml")}.get))
    family.do("open", "chair", method="talks", title="Talks", name="Chair")
    family.topic("wet")
    family.topic("old")

    family.do("move", "chair", move="on")

    assert (family.situation.end, family.now()) == (None, ["gather"])
    assert family.outcomes() == {"wet": "settled", "old": "settled"}


def nested(inner: str, outer_gate: str, depth: int = 2) -> Method:
    """Return a method whose phase runs one that runs one, and so on, down to one that ends as `inner` says."""
    method = read_method(ENDS_AT_ONCE.replace("{gate}", inner), "m0.yaml")
    for number in range(1, depth + 1):
        gate = outer_gate if number == depth else "looks.ended"
        text = RUNS_ANOTHER.format(number=number, runs=number - 1, gate=gate)
        method = read_method(text, "m.yaml", {f"m{number - 1}": method}.get)
    return method


ENDS_AT_ONCE = """
sluis: 1
method: m0
version: 1.0.0
title: Innermost
summary: Ends by itself.
languages: [en]
roles: {chair: {title: Chair}}
phases:
  looks:
    title: Looks
    moves:
      on: {title: On, to: end.done, auto: true, gate: [{id: on, need: "{gate}", unmet: Not yet, owed_by: chair}]}
      by_hand: {title: By hand, to: end.done, by: chair}
ends: {done: {title: Done, verdict: success}}
"""
RUNS_ANOTHER = """
sluis: 1
method: m{number}
version: 1.0.0
title: Runs another
summary: Runs another.
languages: [en]
roles: {{chair: {{title: Chair}}}}
may: {{open: chair, hold: chair}}
phases:
  looks:
    title: Looks
    run: m{runs}
    moves:
      on: {{title: On, to: end.done, auto: true, gate: [{{id: on, need: "{gate}", unmet: Not yet, owed_by: chair}}]}}
      by_hand: {{title: By hand, to: end.done, by: chair}}
ends: {{done: {{title: Done, verdict: success}}}}
"""


def told_and_ended(family: Table) -> list[tuple[str | None, str | None]]:
    """Return of each process that another ran what that one says of its end, and what it says itself."""
    everything = [family.situation, *(one for _, one in family.simulation.children.values())]
    said = {one.id: one.outcome for parent in everything for one in parent.children.values()}
    return [(said[one.process], one.end) for _, one in family.simulation.children.values()]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_what_is_left_at_the_moment_in_which_it_begins_does_nothing_by_itself(depth: int) -> None:
    """Otherwise it would have ended well, while the process that ran it says that it was cancelled."""
    family = Family(nested("true", "looks.started", depth))

    family.do("open", "chair", method=f"m{depth}", title="Outermost", name="Chair")

    assert family.situation.end == "done"
    assert told_and_ended(family) == [("cancelled", "cancelled")]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_what_ends_as_it_begins_is_told_upwards_before_anything_else_goes_on(depth: int) -> None:
    family = Family(nested("true", "looks.ended", depth))

    family.do("open", "chair", method=f"m{depth}", title="Outermost", name="Chair")

    assert family.situation.end == "done"
    assert told_and_ended(family) == [("done", "done")] * depth


def test_everybody_sees_what_runs_and_how_it_ended() -> None:
    family = a_family()
    family.topic("wet")
    family.do("move", "chair", move="on")
    (shown,) = family.progress().children
    assert (shown.title, shown.state, shown.outcome) == ("Facts: Is wet so?", "open", None)

    family.found()

    (shown,) = family.progress().children
    assert (shown.state, shown.outcome, shown.outcome_title) == ("ended", "settled", "Settled")


@pytest.mark.parametrize("phase", ["facts"])
def test_a_phase_that_runs_for_nobody_waits_for_nothing(phase: str) -> None:
    family = a_family()
    family.do("move", "chair", move="on")
    assert family.situation.is_now(phase)
    assert family.outcomes() == {}

    family.do("move", "chair", move="agree")

    assert family.situation.end == "agreed"


def test_only_the_parties_that_are_said_to_take_part_do_and_what_changes_in_that_is_carried() -> None:
    meant = "    parties: 'parties.filter(p, topics.exists(t, t.question == p.name))'\n"
    family = a_family("    each: topic\n", f"    each: topic\n{meant}")
    family.topic("wet")
    family.do("move", "chair", move="on")
    _, child = family.simulation.children[family.child]
    assert [[one.participant for one in child.holders(role)] for role in ("guide", "envoy")] == [
        ["chair"],
        [],
    ]

    family.do("record", "chair", record="topic", id="t", fields={"question": "Water", "disputed": False})
    family.do("share", "chair", id="t", version=1)

    _, child = family.simulation.children[family.child]
    assert [one.participant for one in child.holders("envoy")] == ["bob"]


def resuming() -> Family:
    """Return talks in which a finding may bring everybody back to gathering."""
    family = a_family("    each: topic\n", "    each: topic\n    resumes: [gather]\n")
    family.topic("wet")
    family.do("move", "chair", move="on")
    family.must("record", "ann", record="answer", id="found", fields={"text": "It is"})
    family.must("share", "ann", id="found", version=1)
    return family


def test_a_child_that_ends_well_brings_its_parent_to_a_phase_that_this_offers() -> None:
    family = resuming()

    family.must("move", "chair", move="settle", resume_at="gather")

    assert family.now() == ["gather"]
    assert family.outcomes() == {"wet": "settled"}


def test_a_child_goes_on_without_bringing_its_parent_anywhere_unless_that_is_said() -> None:
    family = resuming()

    family.must("move", "chair", move="settle")

    assert family.now() == ["facts"]


def test_a_child_brings_its_parent_nowhere_else() -> None:
    family = resuming()

    answer = family.in_child("move", "chair", move="settle", resume_at="facts")

    assert isinstance(answer, Refusal)
    assert (answer.kind, answer.message, answer.pointer) == ("malformed", "resumes_elsewhere", "/resume_at")


def test_others_that_the_phase_runs_are_cancelled_when_one_brings_the_parent_away() -> None:
    family = resuming()
    first = family.child
    family.topic("old")

    family.must("move", "chair", first, move="settle", resume_at="gather")

    assert family.outcomes() == {"wet": "settled", "old": "cancelled"}


def test_ids_of_children_sort_by_when_they_began() -> None:
    family = a_family()
    family.do("move", "chair", move="on")
    for name in ("wet", "red", "old", "far"):
        family.topic(name)
        family.wait(seconds=1)

    begun = sorted(family.situation.children.values(), key=lambda one: one.order)

    assert [one.id for one in begun] == sorted(one.id for one in begun)
    assert all(UUID(one.id).version == 7 for one in begun)


SECRET = """decisions:
  plan: {{title: Plan, by: {by}, voters: board, rule: majority, secret: true, seen_by: process}}
phases:"""


def test_votes_of_the_same_name_in_two_processes_of_a_family_have_each_its_own_ballots() -> None:
    """Whoever opens a vote may choose its id, and a parent and its child do not know of one another's."""
    child = FINDING
    for before, after in _with_a_secret_vote("guide: {title: Guide}", "guide", "open: [answer]"):
        child = child.replace(before, after, 1)
    changes = _with_a_secret_vote("chair: {title: Chair}", "chair", "open: [topic]\n    run:")
    family = a_family(child=child, changes=[*changes, ("roles: {guide: chair}", "roles: {guide: chair, board: board}")])
    for name in ("dan", "eve", "fay"):
        family.join(name, None, "board")
    family.topic("wet")
    family.do("move", "chair", move="on")
    family.propose("plan", run="plan")
    family.must("propose", "chair", decision="plan", run="plan")
    family.vote("plan", dan="yes", eve="yes", fay="yes")
    for name in ("dan", "eve", "fay"):
        family.must("vote", name, run="plan", ballot="no")

    family.do("close", "chair", run="plan")
    family.must("close", "chair", run="plan")

    _, inner = family.simulation.children[family.child]
    assert (family.run("plan").state, inner.runs["plan"].state) == ("accepted", "rejected")


def _with_a_secret_vote(role: str, by: str, opened: str) -> list[tuple[str, str]]:
    return [
        (role, f"{role}\n  board: {{title: Board}}"),
        ("phases:", SECRET.format(by=by)),
        (opened, opened.replace("]", ", plan]")),
    ]


def test_a_child_is_told_each_value_in_the_form_that_its_case_keeps() -> None:
    kinds = {"sure": "yes_no", "since": "date", "share": "number", "more": "text"}
    case = ", ".join(f"{name}: {{type: {kind}, title: {name}}}" for name, kind in kinds.items())
    told = "sure: topic.disputed, since: topic.shared_at, share: 1.0 / 3.0, more: topic.question}"
    family = a_family(
        child=FINDING.replace("weight: {type: whole, title: Weight, optional: true}", case),
        changes=[("weight: topic.weight}", told)],
    )
    family.topic("wet")
    family.do("move", "chair", move="on")
    _, child = family.simulation.children[family.child]

    assert child.case is not None
    assert dict(child.case) == {
        "question": "Is wet so?", "sure": True, "since": "2026-03-02", "share": "0.333333333", "more": "Is wet so?",
    }  # fmt: skip
