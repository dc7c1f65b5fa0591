"""Forms about records: to whom they show them, for whom they are written, and what of them stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from engine import Engine
from engine.language import read_method
from tests.api.access.people import Person, invited
from tests.api.access.test_process_forms import is_done, records_of, the_form
from tests.api.access.test_sign_in import later
from tests.api.forms_in import form_in, text_in

METHOD = """\
sluis: 1
method: picky
version: 1.0.0
title: Picky
summary: Records that are shown to whom one picks, or written for others.
source: A practice.
languages: [en]
may: {open: chair, admit: chair, hold: chair, cancel: chair}
roles:
  chair: {title: Chair}
  envoy: {title: Envoy, of: party}
records:
  clause:
    title: Clause
    many: true
    fields: {wording: {type: text, title: Wording}}
    written_by: [chair, envoy]
    seen_by: process
  offer:
    title: Offer
    many: true
    fields: {amount: {type: number, title: Amount}}
    written_by: envoy
    seen_by: [party, picked]
  bid:
    title: Bid
    many: true
    fields:
      line: {type: line, title: Line}
      amount: {type: number, title: Amount, seen_by: [party, picked]}
    written_by: envoy
    seen_by: process
  bidding:
    title: Sealed bid
    per: party
    many: true
    fields: {amount: {type: number, title: Amount}}
    written_by: envoy
    sealed_until: {each: party}
    seen_by: [party, chair, picked]
  stand:
    title: Stand
    many: true
    fields: {words: {type: text, title: Words}}
    written_by: [chair, envoy]
    seen_by: process
  plan:
    title: Plan
    many: true
    fields:
      line: {type: line, title: Line}
      who: {type: participant, title: Who, optional: true}
      on: {type: link, to: clause, title: On what, optional: true}
      people: {type: list, of: participant, title: People, optional: true}
      texts: {type: list, of: text, title: Texts, optional: true}
    written_by: envoy
    seen_by: process
  team:
    title: Team
    many: true
    fields: {people: {type: list, of: participant, title: People}}
    written_by: envoy
    seen_by: process
phases:
  talk:
    title: Talk
    open: [clause, offer, bid, bidding, stand, plan, team]
    moves:
      stop: {title: Stop, to: end.over, by: chair, reason: required}
ends:
  over: {title: Over, verdict: cancelled}
"""
OPENING = {"method": "picky", "title": "Along the river", "name": "Noor", "actor": "noor", "case": {}}
PICKED = "the parties that were picked"


@pytest.fixture
def process(engine: Engine, owner: Person) -> str:
    engine.publish(read_method(METHOD, "picky.yaml"))
    return str(owner.post("/v1/processes", OPENING)["process"])


@pytest.fixture
def xan(app: FastAPI, owner: Person, process: str) -> Person:
    return invited(app, owner, process, "xan", party="North", role="envoy")


@pytest.fixture
def yara(app: FastAPI, owner: Person, process: str, xan: Person) -> Person:
    return invited(app, owner, process, "yara", party="South", role="envoy")


@pytest.fixture
def zoe(app: FastAPI, owner: Person, process: str, yara: Person) -> Person:
    return invited(app, owner, process, "zoe", party="North", role="envoy")


def party(person: Person, process: str, name: str) -> str:
    return next(str(one["id"]) for one in person.get(f"/v1/processes/{process}/parties") if one["name"] == name)


def page_of(person: Person, process: str, do: str, **named: str) -> str:
    return text_in(person.client.get(f"/processes/{process}/form", params={"do": do, **named}).text)


def only(person: Person, process: str, kind: str) -> dict[str, Any]:
    (one,) = records_of(person, process, kind)
    return one


def an_offer(person: Person, process: str, *picked: str, kind: str = "offer") -> str:
    more = {"line": "All of it"} if kind == "bid" else {}
    fields = {"amount": "42", **more}
    person.do(process, "record", record=kind, id=f"{kind}-1", fields=fields, picked=list(picked))
    return f"{kind}-1"


def test_whom_one_no_longer_picks_does_not_see_what_is_shared_by_a_form(
    process: str, xan: Person, yara: Person
) -> None:
    offer = an_offer(xan, process, "South")
    form = the_form(xan, process, "record", record="offer", id=offer)
    assert form.fields["picked"] == [party(xan, process, "South")]

    is_done(form.send(xan.client, "share", f__amount="43", picked=[]), process, "record")
    assert records_of(yara, process, "offer") == []
    assert only(xan, process, "offer")["picked"] == []


def test_a_record_that_is_shared_is_changed_by_a_form_that_says_who_sees_it(
    process: str, xan: Person, yara: Person
) -> None:
    for kind in ("offer", "bid"):
        record = an_offer(xan, process, "South", kind=kind)
        xan.do(process, "share", id=record, version=1)
        form = the_form(xan, process, "record", record=kind, id=record)
        assert "picked" not in form.asked
        assert f"{PICKED} (South)" in page_of(xan, process, "record", record=kind, id=record)

        is_done(form.send(xan.client, "share", f__amount="44"), process, "record")
        assert only(yara, process, kind)["fields"]["amount"] == "44"


def test_a_new_record_is_for_whom_is_picked_in_its_form(process: str, xan: Person, yara: Person) -> None:
    south = party(xan, process, "South")
    is_done(
        the_form(xan, process, "record", record="offer").send(xan.client, "share", f__amount="1", picked=[south]),
        process,
        "record",
    )
    assert only(yara, process, "offer")["fields"] == {"amount": "1"}


def test_a_form_says_by_name_whom_a_draft_is_shared_with(process: str, xan: Person, yara: Person) -> None:
    for kind in ("offer", "bid"):
        record = an_offer(xan, process, kind=kind)
        assert "South" not in page_of(xan, process, "share", id=record)
        xan.do(process, "pick", id=record, parties=["South"])
        assert f"{PICKED} (South)" in page_of(xan, process, "share", id=record)


def test_a_form_does_not_share_with_whom_a_colleague_picked_since_it_was_drawn(
    process: str, xan: Person, yara: Person, zoe: Person
) -> None:
    offer = an_offer(xan, process)
    share = the_form(xan, process, "share", id=offer)
    write = the_form(xan, process, "record", record="offer", id=offer)
    zoe.do(process, "pick", id=offer, parties=["South"])

    for stale in (share.send(xan.client), write.send(xan.client, "share", f__amount="43")):
        assert stale.status_code == 412
        assert "picked who is to see “Offer”: South" in text_in(stale.text)
    assert records_of(yara, process, "offer") == []
    is_done(form_in(stale.text, "record").send(xan.client, "share", picked=[]), process, "record")
    assert records_of(yara, process, "offer") == []


def test_a_deposit_is_not_closed_for_whom_a_colleague_picked_since_its_form_was_drawn(
    process: str, xan: Person, yara: Person, zoe: Person
) -> None:
    north = party(xan, process, "North")
    is_done(the_form(xan, process, "record", record="bidding").send(xan.client, f__amount="7"), process, "record")
    seal = the_form(xan, process, "seal", record="bidding", subject=north)
    zoe.do(process, "pick", id=only(xan, process, "bidding")["id"], parties=["South"])

    stale = seal.send(xan.client)
    assert stale.status_code == 412
    assert f"{PICKED} (South)" in text_in(stale.text)
    is_done(form_in(stale.text, "seal").send(xan.client), process, "seal")


def test_on_whose_behalf_something_was_written_stays_when_it_is_changed_by_a_form(
    owner: Person, process: str, xan: Person
) -> None:
    north = party(xan, process, "North")
    form = the_form(owner, process, "record", record="stand")
    is_done(form.send(owner.client, "draft", f__words="Dry feet", behalf=north), process, "record")
    draft = only(owner, process, "stand")["id"]
    for words in ("Dry shoes", "Dry socks"):
        assert "Written on behalf of North." in page_of(owner, process, "record", record="stand", id=draft)
        form = the_form(owner, process, "record", record="stand", id=draft)
        is_done(form.send(owner.client, "share", f__words=words), process, "record")
        told = only(owner, process, "stand")
        assert (told["fields"]["words"], told["on_behalf_of"]["name"]) == (words, "North")
    is_done(the_form(xan, process, "confirm", id=draft).send(xan.client), process, "confirm")
    assert [one["name"] for one in only(owner, process, "stand")["confirmed_by"]] == ["North"]


def test_a_party_changes_by_a_form_what_was_written_on_its_behalf(owner: Person, process: str, xan: Person) -> None:
    owner.do(process, "record", record="stand", id="s", fields={"words": "Dry feet"}, on_behalf_of="North")
    owner.do(process, "share", id="s", version=1)
    answer = xan.client.get(f"/processes/{process}/form", params={"do": "record", "record": "stand", "id": "s"})
    if answer.status_code == 200:
        form = form_in(answer.text, "record")
        is_done(form.send(xan.client, "share", f__words="Dry shoes"), process, "record")
        assert only(owner, process, "stand")["fields"] == {"words": "Dry shoes"}


def test_a_form_begins_with_what_is_shared_where_the_draft_of_ones_own_is_older(
    owner: Person, process: str, xan: Person
) -> None:
    owner.do(process, "record", record="clause", id="c", fields={"wording": "We share."})
    owner.do(process, "share", id="c", version=1)
    form = the_form(xan, process, "record", record="clause", id="c")
    is_done(form.send(xan.client, "draft", f__wording="My old idea"), process, "record")
    records = f"/processes/{process}/records"
    assert "newer draft" in text_in(xan.client.get(records).text)
    owner.do(process, "record", record="clause", id="c", fields={"wording": "We share, as agreed."})
    owner.do(process, "share", id="c", version=2)

    form = the_form(xan, process, "record", record="clause", id="c")
    assert (form.fields["f.wording"], form.fields["x.version"]) == (["We share, as agreed."], ["3"])
    assert "newer draft" not in text_in(xan.client.get(records).text)


def test_what_is_no_longer_there_to_choose_stays_chosen_until_somebody_chooses_otherwise(
    owner: Person, process: str, xan: Person, yara: Person, zoe: Person
) -> None:
    owner.do(process, "record", record="clause", id="c", fields={"wording": "We share."})
    owner.do(process, "share", id="c", version=1)
    fields = {"line": "Dig", "who": "zoe", "on": "c", "people": ["yara", "zoe"]}
    xan.do(process, "record", record="plan", id="p", fields=fields)
    xan.do(process, "share", id="p", version=1)
    zoe.do(process, "leave")
    owner.do(process, "withdraw", id="c", version=1)

    form = the_form(xan, process, "record", record="plan", id="p")
    assert (form.fields["f.who"], form.fields["f.on"]) == (["zoe"], ["c"])
    assert form.fields["f.people"] == ["yara", "zoe"]
    refused = form.send(xan.client, "share", f__line="Dig deep")
    assert refused.status_code == 422
    assert form_in(refused.text, "record").fields["f.who"] == ["zoe"]
    assert only(xan, process, "plan")["fields"] == fields
    form = form_in(refused.text, "record")
    is_done(form.send(xan.client, "share", f__who="", f__on="", f__people="yara"), process, "record")
    assert only(xan, process, "plan")["fields"] == {"line": "Dig deep", "people": ["yara"]}


def test_texts_of_several_lines_stay_as_many_texts_as_they_were(process: str, xan: Person) -> None:
    texts = ["First line\nsecond line of the first", "Another\n\nwith space between"]
    xan.do(process, "record", record="plan", id="p", fields={"line": "Dig", "texts": texts})
    form = the_form(xan, process, "record", record="plan", id="p")
    assert form.fields["f.texts"][:2] == texts
    wrong = form.send(xan.client, "share", f__line="")
    assert wrong.status_code == 422
    form = form_in(wrong.text, "record")
    is_done(form.send(xan.client, "share", f__line="Dig deep"), process, "record")
    assert only(xan, process, "plan")["fields"] == {"line": "Dig deep", "texts": texts}

    form = the_form(xan, process, "record", record="plan", id="p")
    is_done(form.send(xan.client, "share", f__texts=[texts[1], " ", "New\r\none"]), process, "record")
    assert only(xan, process, "plan")["fields"]["texts"] == [texts[1], "New\none"]


def test_picking_more_parties_and_erasing_ask_first_who_one_is(
    owner: Person, process: str, xan: Person, yara: Person
) -> None:
    offer, south = an_offer(xan, process), party(yara, process, "South")
    xan.do(process, "share", id=offer, version=1)
    pick = the_form(xan, process, "pick", id=offer)
    never = page_of(yara, process, "pick", id=offer)
    with later(xan, timedelta(minutes=11)):
        answer = pick.send(xan.client, parties=[south])
        assert (answer.status_code, "/prove?next=" in answer.text) == (403, True)
        assert form_in(answer.text, "pick").fields["parties"] == [south]
        for do in ("pick", "redact"):
            asked = xan.client.get(f"/processes/{process}/form?do={do}&id={offer}", follow_redirects=False)
            assert asked.status_code == (303 if do == "pick" else 409)  # he erases nothing here, proof or not
    assert page_of(yara, process, "pick", id=offer) == never
    assert pick.send(xan.client, parties=[south]).status_code == 303
    assert only(yara, process, "offer")["id"] == offer


def test_whoever_leaves_by_a_form_is_led_to_the_first_page_where_he_may_read_the_process_no_more(
    owner: Person, process: str, xan: Person
) -> None:
    answer = the_form(xan, process, "leave").send(xan.client)
    assert answer.status_code == 303
    assert xan.client.get(answer.headers["location"]).status_code == 200
    left = [one["party"]["name"] for one in owner.get(f"/v1/processes/{process}/participants") if one["left_at"]]
    assert left == ["North"]


def test_a_list_that_is_needed_can_be_meant_to_be_empty_and_is_never_so_by_forgetting(
    process: str, xan: Person
) -> None:
    form = the_form(xan, process, "record", record="team")

    for people, told in (([], "Fill this in."), (["", "xan"], "You choose some, and “none of these” as well.")):
        answer = form.send(xan.client, "share", f__people=people)
        assert (answer.status_code, told in text_in(answer.text)) == (422, True), text_in(answer.text)
    is_done(form.send(xan.client, "share", f__people=[""]), process, "record")

    record = only(xan, process, "team")
    assert record["fields"] == {"people": []}, record
    assert "People none" in text_in(xan.client.get(f"/processes/{process}/records").text)
    again = the_form(xan, process, "record", record="team", id=record["id"])
    assert again.fields["f.people"] == [""]
