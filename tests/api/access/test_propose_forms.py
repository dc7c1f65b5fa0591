"""The form to put a decision to the vote: on those records that are chosen, of those that it can be about."""

from __future__ import annotations

from typing import Any

import pytest

from engine import Engine
from engine.language import read_method
from tests.api.access.people import Person
from tests.api.access.test_process_forms import is_done, the_form
from tests.api.forms_in import form_in, text_in

METHOD = """\
sluis: 1
method: choosy
version: 1.0.0
title: Choosy
summary: A decision on some of what was written down.
source: A practice.
languages: [en]
may: {open: chair, admit: chair}
roles:
  chair: {title: Chair}
records:
  clause:
    title: Clause
    many: true
    fields: {wording: {type: text, title: Wording}}
    written_by: chair
    seen_by: process
  note:
    title: Note
    per: clause
    fields: {wording: {type: text, title: Wording}}
    written_by: chair
    seen_by: process
decisions:
  deal: {title: The deal, about: clause, by: chair, voters: chair, rule: unanimity, seen_by: process}
  point:
    title: A point
    per: clause
    about: [clause, note]
    by: chair
    voters: chair
    rule: unanimity
    seen_by: process
phases:
  talk:
    title: Talk
    open: [clause, note, deal, point]
    moves: {stop: {title: Stop, to: end.over, by: chair}}
ends:
  over: {title: Over, verdict: cancelled}
"""
OPENING = {"method": "choosy", "title": "Along the river", "name": "Noor", "actor": "noor", "case": {}}


@pytest.fixture
def process(engine: Engine, owner: Person) -> str:
    engine.publish(read_method(METHOD, "choosy.yaml"))
    return str(owner.post("/v1/processes", OPENING)["process"])


def shared(owner: Person, process: str, identity: str, wording: str) -> str:
    owner.do(process, "record", record="clause", id=identity, fields={"wording": wording})
    owner.do(process, "share", id=identity, version=1)
    return identity


def the_page(owner: Person, process: str) -> str:
    return str(owner.client.get(f"/processes/{process}/form", params={"do": "propose", "decision": "deal"}).text)


def about(owner: Person, process: str) -> list[str]:
    lines: list[dict[str, Any]] = owner.get(f"/v1/processes/{process}/log?limit=500")["items"]
    (opened,) = (one["data"]["about"] for one in lines if one["type"] == "DecisionOpened")
    return [identity for identity, _ in opened]


def test_all_records_are_chosen_by_title_until_some_are_left_out(owner: Person, process: str) -> None:
    shared(owner, process, "a", "We share.")
    shared(owner, process, "b", "We wait.")
    shared(owner, process, "c", f"We {'really ' * 60}go.")
    form = the_form(owner, process, "propose", decision="deal")
    assert form.fields["about"] == ["a", "b", "c"]
    said = text_in(the_page(owner, process))
    assert "What is put to the vote What each says in full stands under Records." in said
    assert "Clause: We share. Clause: We wait. Clause: We really" in said
    assert "really …" in said

    is_done(form.send(owner.client, about=["a", "c"]), process, "propose")

    assert about(owner, process) == ["a", "c"]


def test_a_form_in_which_nothing_is_chosen_is_shown_again_with_the_fault_at_its_field(
    owner: Person, process: str
) -> None:
    shared(owner, process, "a", "We share.")
    shared(owner, process, "b", "We wait.")
    form = the_form(owner, process, "propose", decision="deal")

    answer = form.send(owner.client, about=[])

    assert answer.status_code == 422
    assert "What is put to the vote: Choose at least one." in text_in(answer.text)
    again = form_in(answer.text, "propose")
    assert "about" not in again.fields
    is_done(again.send(owner.client, about=["b"]), process, "propose")
    assert about(owner, process) == ["b"]


def test_one_record_is_not_asked_about(owner: Person, process: str) -> None:
    shared(owner, process, "a", "We share.")
    form = the_form(owner, process, "propose", decision="deal")
    assert "about" not in form.asked

    is_done(form.send(owner.client), process, "propose")

    assert about(owner, process) == ["a"]


def test_what_belongs_to_something_else_is_neither_shown_nor_taken(owner: Person, process: str) -> None:
    for identity in ("a", "b"):
        shared(owner, process, identity, "We share.")
        owner.do(process, "record", record="note", id=f"n{identity}", subject=identity, fields={"wording": identity})
        owner.do(process, "share", id=f"n{identity}", version=1)
    form = the_form(owner, process, "propose", decision="point", subject="a")
    assert form.fields["about"] == ["a", "na"]

    answer = form.send(owner.client, about=["a", "nb"])

    assert (answer.status_code, owner.get(f"/v1/processes/{process}/decisions")) == (422, [])
    assert "What is put to the vote: " in text_in(answer.text)


def test_a_form_that_was_drawn_before_another_record_was_there_keeps_what_was_chosen(
    owner: Person, process: str
) -> None:
    shared(owner, process, "a", "We share.")
    shared(owner, process, "b", "We wait.")
    stale = the_form(owner, process, "propose", decision="deal")
    shared(owner, process, "c", "We go.")

    answer = stale.send(owner.client, about=["b"])

    assert (answer.status_code, owner.get(f"/v1/processes/{process}/decisions")) == (412, [])
    assert form_in(answer.text, "propose").fields["about"] == ["b"]
