"""Forms about who sits at the table, notes, remarks on what was shared, and the process as a whole."""

from __future__ import annotations

import re
from typing import Any, get_args
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from api.pages.forms.making import MAKERS
from engine import Engine
from engine.language import read_method
from engine.process.commands import COMMANDS, Command
from tests.api.conftest import Table
from tests.api.forms_in import form_in, forms_in, text_in
from tests.api.seats import Seat

ELSEWHERE = {
    "open": "there is no process yet of which it could be a form: pages of their own open one, `/open`",
}
METHOD = """\
sluis: 1
method: council
version: 1.0.0
title: {en: Council, nl: Raad}
summary: {en: All that is seldom done., nl: Alles wat zelden gebeurt.}
source: {en: A practice., nl: Een praktijk.}
languages: [en, nl]
may:
  open: chair
  admit: [chair, guide]
  hold: chair
  cancel: chair
  redact: chair
  extend: {by: chair, up_to: P20D}
roles:
  chair: {title: {en: Chair, nl: Voorzitter}}
  guide: {title: {en: Guide, nl: Begeleider}, neutral: true, accepted_by: parties}
  envoy: {title: {en: Envoy, nl: Afgezant}, of: party, alternates: true}
  board: {title: {en: Board, nl: Bestuur}, of: party, named_by: envoy}
  helper: {title: {en: Helper, nl: Helper}, named_by: self}
records:
  mandate:
    title: {en: Mandate, nl: Mandaat}
    per: party
    fields: {bounds: {type: text, title: {en: Bounds, nl: Kaders}}}
    written_by: envoy
    confirmed_by: board
    seen_by: [party, chair]
  clause:
    title: {en: Clause, nl: Bepaling}
    many: true
    fields: {wording: {type: text, title: {en: Wording, nl: Tekst}}}
    written_by: [chair, envoy]
    confirmed_by: {each: party, role: envoy}
    seen_by: process
  offer:
    title: {en: Offer, nl: Bod}
    many: true
    fields: {terms: {type: text, title: {en: Terms, nl: Voorwaarden}}}
    written_by: envoy
    seen_by: [party, picked]
  hearing:
    title: {en: Hearing, nl: Verstaan}
    per: [party as a, party as b]
    fields:
      words: {type: line, title: {en: What we heard, nl: Wat wij hoorden}}
      right: {type: yes_no, title: {en: Is that it, nl: Klopt dat}, written_by: {of: b, role: envoy}}
    written_by: {of: a, role: envoy}
    seen_by: process
decisions:
  which:
    title: {en: Which way, nl: Welke kant}
    by: chair
    voters: chair
    rule: {one_decides: {advice: {each: party, role: envoy}}}
    seen_by: process
phases:
  talk:
    title: {en: Talk, nl: Praat}
    open: [mandate, clause, offer, hearing, which]
    term: P28D
    tracks:
      one:
        title: {en: One, nl: Een}
        term: P14D
        moves: {over: {title: {en: Over, nl: Over}, to: done, by: chair}}
      two:
        title: {en: Two, nl: Twee}
        moves: {over: {title: {en: Over, nl: Over}, to: done, by: chair}}
    moves: {stop: {title: {en: Stop, nl: Stop}, to: end.over, by: chair}}
ends:
  over: {title: {en: Over, nl: Over}, verdict: cancelled}
"""
OPENING = {"method": "council", "title": "Along the river", "name": "Noor", "actor": "noor"}


@pytest.fixture
def table(engine: Engine, client: TestClient) -> Table:
    engine.publish(read_method(METHOD, "council.yaml"))
    table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
    table.do("noor", "join", participant="rik", name="Rik", party="Town", roles=["envoy"])
    table.do("noor", "join", participant="els", name="Els", party="Lake", roles=["envoy"])
    return table


@pytest.fixture
def noor(table: Table) -> Seat:
    return Seat(table, "noor")


@pytest.fixture
def rik(table: Table) -> Seat:
    return Seat(table, "rik")


@pytest.fixture
def els(table: Table) -> Seat:
    return Seat(table, "els")


def person(seat: Seat, name: str) -> Any:
    found = [one for one in seat.read("participants") if one["name"] == name]
    assert len(found) == 1, found
    return found[0]


def a_clause(table: Table, actor: str = "rik") -> str:
    table.do(actor, "record", record="clause", id="c", fields={"wording": "We share."})
    table.do(actor, "share", id="c", version=1)
    return "c"


def test_every_command_that_a_person_may_do_has_a_form_or_the_reason_why_not_is_told() -> None:
    declared = {get_args(one.model_fields["do"].annotation)[0] for one in get_args(Command)}
    assert declared == set(COMMANDS)
    assert declared - set(MAKERS) == set(ELSEWHERE)
    assert set(MAKERS) <= declared


def test_somebody_is_admitted_to_a_party_that_is_new_and_another_to_one_that_is_there(noor: Seat) -> None:
    form = noor.form("join")
    assert form.asked == ["name", "party", "new_party", "roles"]
    noor.does("join", given={"name": "Pia", "new_party": "Dike", "roles": ["envoy"]})
    dike = person(noor, "Pia")["party"]
    noor.does("join", given={"name": "Kim", "party": dike["id"]})
    assert person(noor, "Kim")["party"] == dike
    assert "Pia" in text_in(noor.page())


def test_what_is_wrong_with_an_admission_stands_at_its_field_and_what_was_typed_is_kept(noor: Seat) -> None:
    town = person(noor, "Rik")["party"]["id"]
    given = {"name": "Pia", "party": town, "new_party": "Dike", "roles": ["envoy"]}
    answer = noor.form("join").send(noor.table.client, **given)
    assert answer.status_code == 422
    assert "Keep one of the two." in text_in(answer.text)
    again = form_in(answer.text, "join")
    assert (again.fields["name"], again.fields["new_party"], again.fields["roles"]) == (["Pia"], ["Dike"], ["envoy"])
    answer = noor.form("join").send(noor.table.client, name="", roles=["guide"], party=town)
    assert "Name: Fill this in." in text_in(answer.text)
    answer = noor.form("join").send(noor.table.client, name="Gus", roles=["guide"], party=town)
    assert answer.status_code == 409
    assert "Roles: " in text_in(answer.text)
    assert len(noor.read("participants")) == 3


def test_who_may_not_admit_or_name_is_given_no_form(rik: Seat, noor: Seat) -> None:
    assert not rik.may("join")
    assert rik.may("appoint", participant="rik")
    assert not rik.may("appoint", participant="els")
    assert "Admit somebody" not in text_in(rik.page())
    assert "Admit somebody" in text_in(noor.page())


def test_a_role_is_given_to_whom_the_reader_may_name_alone(rik: Seat, noor: Seat) -> None:
    form = rik.form("appoint", participant="rik")
    assert 'value="board"' in rik.page("/form", do="appoint", participant="rik")
    assert 'value="guide"' not in rik.page("/form", do="appoint", participant="rik")
    assert form.asked == ["given_role"]
    noor.does("join", given={"name": "Kim", "party": person(noor, "Rik")["party"]["id"]})
    kim = str(person(noor, "Kim")["id"])
    noor.does("appoint", participant=kim, given={"given_role": "envoy", "alternate": "yes"})
    (held,) = person(noor, "Kim")["roles"]
    assert (held["role"], held["alternate"]) == ("envoy", True)
    assert "Envoy (alternate)" in text_in(noor.page())


def test_one_steps_down_and_leaves_and_is_led_where_one_can_still_read(rik: Seat, noor: Seat, els: Seat) -> None:
    assert "Nobody else holds this role." not in text_in(rik.page("/form", do="step_down", role="envoy"))
    rik.does("step_down", role="envoy")
    assert person(noor, "Rik")["roles"] == []
    assert "You are the last of Town" in text_in(rik.page("/form", do="leave"))
    where = rik.does("leave")
    assert rik.table.client.get(where).status_code == 200
    assert person(noor, "Rik")["left_at"]
    assert els.may("leave")


def test_the_people_are_told_with_role_and_mandate_to_whoever_may_know_of_it(
    table: Table, noor: Seat, rik: Seat, els: Seat
) -> None:
    town = person(noor, "Rik")["party"]["id"]
    assert "Mandate: " not in text_in(noor.page())
    table.do("rik", "record", record="mandate", id="m", subject=town, fields={"bounds": "Talk."})
    assert "Mandate: " not in text_in(noor.page())
    before = text_in(els.page())
    table.do("rik", "share", id="m", version=1)
    assert "Mandate: shared" in text_in(noor.page())
    assert text_in(els.page()) == before


def test_a_note_is_kept_by_a_form_and_shown_to_whoever_wrote_it_alone(noor: Seat, rik: Seat, els: Seat) -> None:
    before = els.page()
    rik.does("note", given={"text": "They may yield.", "in_role": "envoy"})
    assert "They may yield." in text_in(rik.page())
    assert els.page() == before
    noor.does("join", given={"name": "Kim", "party": person(noor, "Rik")["party"]["id"], "roles": ["envoy"]})
    kim = str(person(noor, "Kim")["id"])
    assert "1 of your notes" in text_in(rik.page("/form", do="hand_over", role="envoy"))
    rik.does("hand_over", role="envoy", given={"to": kim})
    assert "They may yield." in text_in(Seat(rik.table, kim).page())
    again = rik.page("/form", do="hand_over", role="envoy")
    assert "Els (Lake)" in again
    assert "Kim (Town)" not in again


def test_what_one_party_writes_about_each_other_party_has_a_form_for_each(table: Table, rik: Seat, els: Seat) -> None:
    table.do("noor", "join", participant="wim", name="Wim", party="Moor", roles=["envoy"])
    town, lake, moor = (person(rik, name)["party"]["id"] for name in ("Rik", "Els", "Wim"))

    offered = {unquote(one) for one in re.findall('record=hearing&amp;subject=([^&"]+)', rik.page())}
    assert offered == {f"{town},{lake}", f"{town},{moor}"}
    rik.does("record", "share", {"f__words": "You need quiet."}, record="hearing", subject=f"{town},{lake}")
    (heard,) = rik.read("records")
    els.does("record", "share", {"f__right": "yes"}, record="hearing", id=heard["id"])

    assert rik.read("records")[0]["fields"] == {"words": "You need quiet.", "right": True}


def test_a_field_that_was_left_empty_is_told_by_its_title_and_never_by_its_id(rik: Seat) -> None:
    answer = rik.form("record", record="mandate").send(rik.table.client, "share", f__bounds="")
    told = text_in(answer.text)
    assert answer.status_code == 422
    assert "Bounds: Fill this in." in told
    assert "bounds" not in told


def test_what_another_side_shared_is_disputed_and_no_longer(table: Table, rik: Seat, els: Seat) -> None:
    clause = a_clause(table)
    assert not rik.may("dispute", id=clause)
    els.does("dispute", id=clause, given={"reason": "Not so."})
    assert "Disputed by Lake" in text_in(rik.page("/records"))
    assert not els.may("dispute", id=clause)
    els.does("dispute", id=clause, answer="no")
    assert "Disputed by" not in text_in(rik.page("/records"))


def test_a_correction_is_declined_by_whoever_confirmed(table: Table, rik: Seat, els: Seat) -> None:
    clause = a_clause(table)
    table.do("els", "confirm", id=clause, version=1)
    table.do("rik", "record", record="clause", id=clause, fields={"wording": "We all share."})
    table.do("rik", "share", id=clause, version=2, editorial=True)
    assert not rik.may("decline", id=clause)
    assert "We all share." in text_in(els.page("/form", do="decline", id=clause))
    els.does("decline", id=clause, given={"reason": "It is more."})
    assert rik.read("records")[0]["correction"] is None


def test_advice_is_asked_at_ones_place_and_given_once(table: Table, rik: Seat, noor: Seat) -> None:
    table.do("noor", "propose", decision="which", run="r")
    assert [one.do for one in forms_in(rik.page())].count("advise") == 1
    assert not noor.may("advise", run="r")
    rik.does("advise", run="r", given={"text": "Left."})
    assert not rik.may("advise", run="r")


def test_an_offer_is_shown_to_one_more_party_and_the_third_learns_nothing(
    table: Table, noor: Seat, rik: Seat, els: Seat
) -> None:
    noor.does("join", given={"name": "Kim", "new_party": "Dike", "roles": ["envoy"]})
    kim = Seat(table, str(person(noor, "Kim")["id"]))
    lake = person(noor, "Els")["party"]["id"]
    table.do("rik", "record", record="offer", id="o", fields={"terms": "Half."})
    assert not rik.may("pick", id="o")  # a draft: its own form asks for whom it is
    table.do("rik", "share", id="o", version=1)
    before = kim.page(), kim.page("/log"), kim.page("/records"), kim.page("/form", do="pick", id="o")
    never = kim.page("/form", do="pick", id="never")
    answer = rik.form("pick", id="o").send(table.client)
    assert "To whom: Fill this in." in text_in(answer.text)
    rik.does("pick", id="o", given={"parties": [lake]})
    assert "Half." in text_in(els.page("/records"))
    assert before == (kim.page(), kim.page("/log"), kim.page("/records"), kim.page("/form", do="pick", id="o"))
    assert before[3] == never
    assert not els.may("pick", id="o")


def test_one_term_gets_more_time_and_all_do_at_once(noor: Seat, rik: Seat) -> None:
    page = text_in(noor.page("/form", do="extend"))
    assert "Talk: until " in page
    assert "One: until " in page
    assert "The method allows in all at most: 20 days." in page
    assert not rik.may("extend")
    before = {one["path"]: one["due_at"] for one in noor.read("")["phases"]}
    noor.does("extend", phase="talk.one", given={"amount": "1", "unit": "W", "reason": "Ill."})
    between = {one["path"]: one["due_at"] for one in noor.read("")["phases"]}
    assert [path for path in before if before[path] != between[path]] == ["talk.one"]
    noor.does("extend", given={"amount": "2", "unit": "D", "reason": "An outage."})
    after = {one["path"]: one["due_at"] for one in noor.read("")["phases"]}
    assert [path for path in before if between[path] != after[path]] == ["talk", "talk.one"]


@pytest.mark.parametrize("typed", ["x", "-3", "1.5", "", "99999999", "400"])
def test_a_length_of_time_that_is_none_or_too_long_is_refused_at_its_field(typed: str, noor: Seat) -> None:
    answer = noor.form("extend").send(noor.table.client, amount=typed, unit="D", reason="Ill.")
    assert answer.status_code in (409, 422)
    assert "How much longer: " in text_in(answer.text)
    assert form_in(answer.text, "extend").fields["reason"] == ["Ill."]


def test_what_a_record_says_is_erased_by_a_form(table: Table, noor: Seat, rik: Seat) -> None:
    clause = a_clause(table)
    assert not rik.may("redact", id=clause)
    assert not noor.may("redact", id=clause, participant="els")  # a link to erase one thing names no other
    noor.does("redact", id=clause, given={"reason": "A name stood in it."})
    assert "What it said was erased." in text_in(rik.page("/records"))
    assert not noor.may("redact", id=clause)
    noor.does("redact", participant="els", given={"reason": "She asked."})
    assert "Els" not in text_in(rik.page())


def test_a_record_of_which_one_may_not_know_is_erased_by_no_form(table: Table, noor: Seat) -> None:
    never = noor.page("/form", do="redact", id="o")
    table.do("rik", "record", record="offer", id="o", fields={"terms": "Half."})
    table.do("rik", "share", id="o", version=1)
    for do in ("redact", "dispute", "pick", "decline"):
        assert noor.page("/form", do=do, id="o") == noor.page("/form", do=do, id="never")
    assert noor.page("/form", do="redact", id="o") == never


def test_the_process_is_ended_before_its_time_and_asks_nothing_after(noor: Seat, rik: Seat) -> None:
    assert not rik.may("cancel")
    noor.does("cancel", given={"reason": "The money is gone."})
    assert noor.read("")["state"] == "ended"
    for do in ("join", "leave", "note", "cancel", "extend"):
        assert not noor.may(do)


def test_a_rehearsal_is_deleted_by_a_form_and_nothing_else_is(client: TestClient, noor: Seat) -> None:
    assert not noor.may("delete")
    opened = client.post("/v1/processes", json=OPENING | {"rehearsal": True}).json()["process"]
    assert Seat(Table(client, opened), "noor").does("delete") == "/"
    assert client.get(f"/processes/{opened}").status_code == 404
