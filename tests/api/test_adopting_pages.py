"""Pages by which processes come to another version of their method: tried first, one or several, as the method asks."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine import Engine
from engine.language import read_method
from tests.api.access.people import Person, a_person, an_app
from tests.api.conftest import Table
from tests.api.forms_in import form_in, forms_in, text_in
from tests.api.seats import Seat
from tests.engine.access.people import with_quick_passwords

METHOD = """\
sluis: 1
method: lane
version: 1.0.0
title: {en: Lane, nl: Laan}
summary: {en: A talk., nl: Een gesprek.}
source: {en: A practice., nl: Een praktijk.}
languages: [en, nl]
may: {open: chair, admit: chair, adopt: chair}
roles:
  chair: {title: {en: Chair, nl: Voorzitter}}
  envoy: {title: {en: Envoy, nl: Afgezant}, of: party}
records:
  wish:
    title: {en: Wish, nl: Wens}
    many: true
    fields: {text: {type: text, title: {en: Text, nl: Tekst}}}
    written_by: envoy
    seen_by: party
decisions:
  deal:
    title: {en: The deal, nl: De afspraak}
    by: chair
    voters: {each: party, role: envoy}
    rule: majority
    seen_by: process
  hush:
    title: {en: Hush, nl: Stil}
    by: envoy
    voters: {each: envoy}
    rule: majority
    seen_by: envoy
phases:
  talk:
    title: {en: Talk, nl: Praat}
    open: [wish, deal, hush]
    moves: {stop: {title: {en: Stop, nl: Stop}, to: end.over, by: chair}}
ends:
  over: {title: {en: Over, nl: Over}, verdict: cancelled}
"""
CONSENT = METHOD.replace("adopt: chair", "adopt: {by: chair, decision: agreed}").replace(
    "  wish:\n",
    "  change:\n    title: {en: Change, nl: Wijziging}\n    many: true\n"
    "    fields: {to_version: {type: line, title: {en: Version, nl: Versie}}}\n"
    "    written_by: chair\n    seen_by: process\n  wish:\n",
    1,
)
AGREED = (
    "  agreed:\n    title: {en: We change, nl: Wij wijzigen}\n    about: change\n    by: chair\n"
    "    voters: {each: party, role: envoy}\n    rule: majority\n    seen_by: process\n  deal:\n"
)
NEXT = METHOD.replace("version: 1.0.0", "version: 1.1.0").replace("rule: majority", "rule: unanimity")
NARROW = METHOD.replace("version: 1.0.0", "version: 2.0.0").replace("seen_by: party", "seen_by: process")


def a_lane(client: TestClient, title: str = "Along the lane") -> Table:
    opening = {"method": "lane", "version": "1.0.0", "title": title, "name": "Noor", "actor": "noor"}
    table = Table(client, client.post("/v1/processes", json=opening).json()["process"])
    table.do("noor", "join", participant="rik", name="Rik", party="Town", roles=["envoy"])
    return table


@pytest.fixture
def lane(engine: Engine, client: TestClient) -> Table:
    for text in (METHOD, NEXT, NARROW):
        engine.publish(read_method(text, "lane.yaml"))
    return a_lane(client)


def version_of(table: Table) -> str:
    return str(table.client.get(table.url).json()["method"]["version"])


def test_each_version_is_tried_and_what_has_no_place_is_named_before_anything_is_done(lane: Table) -> None:
    noor = Seat(lane, "noor")
    lane.do("noor", "propose", decision="deal", run="d")
    assert f"/processes/{lane.process}/versions?seat=noor" in noor.page()
    page = noor.page("/versions")
    said = text_in(page)
    assert "Lane 2.0.0 not possible Version 2.0.0 has no place for records.wish.seen_by" in said
    assert "Lane 1.1.0 all has its place The vote on “The deal” lapses." in said
    assert "do=adopt&amp;version=1.1.0" in page
    assert "do=adopt&amp;version=2.0.0" not in page
    assert version_of(lane) == "1.0.0"


def test_a_process_comes_to_another_version_by_a_form_and_not_where_something_has_no_place(lane: Table) -> None:
    noor = Seat(lane, "noor")
    answer = noor.form("adopt", version="2.0.0").send(lane.client, reason="It is clearer.")
    assert answer.status_code == 409
    assert "records.wish.seen_by" in text_in(answer.text)
    assert form_in(answer.text, "adopt").fields["reason"] == ["It is clearer."]
    noor.does("adopt", version="1.1.0", given={"reason": "It is clearer."})
    assert version_of(lane) == "1.1.0"
    assert not noor.may("adopt", version="1.1.0")


def test_a_vote_that_was_opened_since_makes_the_form_stale_where_its_reader_may_know_of_it(lane: Table) -> None:
    noor = Seat(lane, "noor")
    known, hidden = noor.form("adopt", version="1.1.0"), noor.form("adopt", version="1.1.0")
    lane.do("rik", "propose", decision="hush", run="h")
    page = text_in(noor.page("/versions"))
    assert "Hush" not in page
    assert noor.form("adopt", version="1.1.0").fields == hidden.fields
    lane.do("noor", "propose", decision="deal", run="d")
    answer = known.send(lane.client, reason="It is clearer.")
    assert answer.status_code == 412
    assert version_of(lane) == "1.0.0"


def test_who_may_not_adopt_is_told_of_versions_and_not_what_they_would_do(lane: Table) -> None:
    rik = Seat(lane, "rik")
    said = text_in(rik.page("/versions"))
    assert "Lane 1.1.0" in said
    assert "all has its place" not in said
    assert "no place" not in said
    assert "/versions" not in rik.page()
    assert not rik.may("adopt", version="1.1.0")


def test_the_consent_that_the_method_asks_is_named_and_missed(engine: Engine, client: TestClient) -> None:
    first = CONSENT.replace("  deal:\n", AGREED, 1).replace("open: [wish,", "open: [change, agreed, wish,")
    engine.publish(read_method(first, "lane.yaml"))
    engine.publish(read_method(first.replace("version: 1.0.0", "version: 1.1.0", 1), "lane.yaml"))
    table = a_lane(client)
    noor = Seat(table, "noor")
    said = text_in(noor.page("/versions"))
    assert "The method asks that “We change” is adopted first" in said
    assert "“We change” has not accepted version 1.1.0" in said
    assert "Go on by version" not in said
    table.do("noor", "record", record="change", id="c", fields={"to_version": "1.1.0"})
    table.do("noor", "share", id="c", version=1)
    table.do("noor", "propose", decision="agreed", run="a")
    table.do("rik", "vote", run="a", ballot="yes")
    table.do("noor", "close", run="a")
    assert "Go on by version 1.1.0" in text_in(noor.page("/versions"))
    noor.does("adopt", version="1.1.0", given={"reason": "It was agreed."})
    assert version_of(table) == "1.1.0"


def test_several_processes_are_brought_at_once_each_by_itself(lane: Table) -> None:
    client, other, third = lane.client, a_lane(lane.client, "Along the lake"), a_lane(lane.client, "Along the dike")
    lane.do("noor", "propose", decision="deal", run="d")
    page = client.get("/adopt/lane?version=1.1.0").text
    assert "The vote on “The deal” lapses." in text_in(page)
    form = form_in(page, "adopt")
    third.do("noor", "propose", decision="deal", run="e")
    answer = form.send(client, reason="Clearer.", chosen=[lane.process, third.process])
    assert answer.status_code == 200
    said = text_in(answer.text)
    assert "Along the lane done" in said
    assert "Along the dike not possible Something changed since you opened this form" in said
    assert [version_of(one) for one in (lane, other, third)] == ["1.1.0", "1.0.0", "1.0.0"]
    before = client.get(f"{lane.url}/log").json()
    assert form.send(client, reason="Clearer.", chosen=[lane.process]).status_code == 200
    assert client.get(f"{lane.url}/log").json() == before


def test_what_cannot_come_along_is_told_apart_and_cannot_be_chosen(lane: Table) -> None:
    page = lane.client.get("/adopt/lane").text
    assert "These stay with the version they have Along the lane 1.0.0 Version 2.0.0 has no place" in text_in(page)
    assert forms_in(page) == []
    form = form_in(lane.client.get("/adopt/lane?version=1.1.0").text, "adopt")
    form.fields["version"] = ["2.0.0"]
    assert form.send(lane.client, reason="Clearer.", chosen=[lane.process]).status_code == 403
    assert version_of(lane) == "1.0.0"


def test_without_a_choice_or_a_reason_nothing_is_done_and_what_was_typed_is_kept(lane: Table) -> None:
    form = form_in(lane.client.get("/adopt/lane?version=1.1.0").text, "adopt")
    answer = form.send(lane.client, reason="Clearer.")
    assert "Choose at least one process" in text_in(answer.text)
    assert form_in(answer.text, "adopt").fields["reason"] == ["Clearer."]
    answer = form.send(lane.client, reason=" ", chosen=[lane.process])
    assert "Fill this in." in text_in(answer.text)
    assert form_in(answer.text, "adopt").fields["chosen"] == [lane.process]
    form.fields[f"x.{lane.process}"] = ["other"]
    assert form.send(lane.client, reason="Clearer.", chosen=[lane.process]).status_code == 403
    assert version_of(lane) == "1.0.0"


@pytest.fixture
def olga(engine: Engine) -> Person:
    app: FastAPI = an_app(with_quick_passwords(engine))
    for text in (METHOD, NEXT):
        engine.publish(read_method(text, "lane.yaml"))
    return a_person(app, "olga", "facilitator")


def test_a_facilitator_brings_only_processes_in_which_he_may(olga: Person) -> None:
    app = olga.client.app
    assert isinstance(app, FastAPI)
    fay, gus = a_person(app, "fay", "facilitator"), a_person(app, "gus", "owner")
    opening = {"method": "lane", "version": "1.0.0", "name": "Noor", "case": {}}
    mine = olga.post("/v1/processes", opening | {"title": "Mine", "actor": "noor"})["process"]
    other = fay.post("/v1/processes", opening | {"title": "Hers", "actor": "noor"})["process"]
    assert gus.client.get("/adopt/lane").status_code == 403
    page = olga.client.get("/adopt/lane").text
    assert f'value="{mine}"' in page
    assert f'value="{other}"' not in page
    assert "You may not bring this process to another version." in text_in(page)
    form = form_in(page, "adopt")
    assert form.send(fay.client, reason="Clearer.", chosen=[mine]).status_code == 403
    assert form.send(olga.client, reason="Clearer.", chosen=[mine, other]).status_code == 200
    assert olga.get(f"/v1/processes/{mine}")["method"]["version"] == "1.1.0"
    assert fay.get(f"/v1/processes/{other}")["method"]["version"] == "1.0.0"
