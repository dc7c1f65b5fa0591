"""The pages of a process where there are no accounts: one says from whose seat one reads and acts."""

from __future__ import annotations

import re
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.pages.forms.making import MAKERS
from api.wording import process_en, process_forms_en, process_forms_nl, process_nl
from api.wording.process_en import EN
from api.wording.process_nl import NL
from engine import Engine
from engine.language import read_method
from tests.api.conftest import OPENING, Table
from tests.api.forms_in import form_in, forms_in, text_in
from tests.engine.process.family_methods import FINDING, talks

MANNED = """\
sluis: 1
method: manned
version: 1.0.0
title: Manned
summary: Every party has its people.
source: A practice.
languages: [en]
may: {open: convener, admit: convener}
roles:
  convener: {title: Convener}
  principal: {title: Principal, of: party}
  envoy: {title: Envoy, of: party, named_by: principal}
records:
  card: {title: Card, fields: {text: {type: text, title: Text}}, written_by: convener, seen_by: process}
gates:
  people:
    title: Everybody is here
    all:
      - {id: written, need: card.shared, unmet: There is no card, owed_by: convener}
      - {id: known, need: card.shared, unmet: The card is not known, owed_by: convener}
      - id: envoy
        each: party
        need: party.envoy.size() >= 1
        unmet: "{party.name} has no envoy"
        owed_by: [convener, principal]
phases:
  gather:
    title: Gather
    open: [card]
    moves: {go: {title: Go, to: end.gone, gate: people, by: convener}}
ends:
  gone: {title: Gone, verdict: success}
"""
PLACES = re.compile(r"\{([a-z_]+)\}")


def test_whoever_reaches_the_server_reads_as_nobody_in_particular_and_chooses_a_seat(table: Table) -> None:
    page = table.client.get(f"/processes/{table.process}").text
    assert forms_in(page) == []
    assert "Act as Nobody in particular" in text_in(page)
    assert '<option value="rik">Rik, Representative, Town</option>' in page


def test_whose_turn_it_is_can_be_taken_up_from_there_without_searching_for_the_seat(table: Table) -> None:
    table.mandate(confirmed=False)
    url = f"/processes/{table.process}"
    page = table.client.get(url).text
    assert f'<a href="{url}?seat=pia">Pia</a>' in page
    assert f'<a href="{url}?seat=pia">Pia</a>' not in table.client.get(f"{url}?seat=pia").text


def test_what_is_asked_says_by_what_act_it_is_done_and_then_that_the_gate_is_open(table: Table) -> None:
    table.mandate(confirmed=False)
    page = table.client.get(f"/processes/{table.process}?seat=pia").text
    form = form_in(page, "confirm")
    assert re.search(r'<a class="button" href="#form-[0-9a-f]+">Confirm Mandate \(Town\)</a>', page)
    where = form.send(table.client, "confirm").headers["location"]
    assert (
        "It is confirmed. The gate is open. “Go deeper” leads on: Share. Convener (Noor) can take this step now."
        in (text_in(table.client.get(where).text))
    )


def test_where_people_are_missing_whoever_may_admit_them_or_give_the_role_is_led_there(
    engine: Engine, client: TestClient
) -> None:
    engine.publish(read_method(MANNED, "manned.yaml"))
    opening = {"method": "manned", "title": "Manned", "name": "Ann", "actor": "ann", "case": {}}
    table = Table(client, client.post("/v1/processes", json=opening).json()["process"])
    table.do("ann", "join", participant="bo", name="Bo", party="Town", roles=["principal"])
    url = f"/processes/{table.process}"
    page = client.get(f"{url}?seat=ann").text
    assert f'<a class="button" href="{url}/form?do=join&amp;seat=ann">Admit somebody</a>' in page
    to_the_card = '<a class="button" href="#form-[0-9a-f]+">Write Card</a>'
    assert len(re.findall(to_the_card, page)) == 3, "from both that ask it, and from the second where it stands once"
    told = "These roles others give, to somebody who takes part already: Envoy."
    assert told in text_in(client.get(f"{url}/form?do=join&seat=ann").text)
    assert told in text_in(client.get("/open/manned").text)
    table.do("ann", "join", participant="cas", name="Cas", party="Town", roles=[])
    led = f'<a class="button" href="{url}/form?do=appoint&amp;participant=cas&amp;seat=bo">Give Cas a role</a>'
    assert led in client.get(f"{url}?seat=bo").text


def test_from_a_seat_one_acts_as_whoever_sits_there(table: Table) -> None:
    url = f"/processes/{table.process}"
    page = table.client.get(f"{url}/form?do=record&record=mandate&subject={table.party_id()}&seat=rik").text
    answer = form_in(page, "record").send(table.client, "share", f__bounds="Talk.")
    assert answer.status_code == 303, text_in(answer.text)
    where = answer.headers["location"]
    assert "seat=rik" in urlsplit(where).query
    assert "It is written." in text_in(table.client.get(where).text)
    (written,) = table.client.get(f"{table.url}/records").json()
    assert (written["author"], written["state"]) == ("rik", "shared")


def test_a_form_that_was_drawn_for_one_seat_does_nothing_from_another(table: Table) -> None:
    url = f"/processes/{table.process}/form?do=record&record=mandate&subject={table.party_id()}"
    form = form_in(table.client.get(f"{url}&seat=rik").text, "record")
    form.action = form.action.replace("seat=rik", "seat=pia")
    assert form.send(table.client, "share", f__bounds="Talk.").status_code == 403
    assert table.client.get(f"{table.url}/records").json() == []


def test_a_seat_that_is_nobodys_is_answered_as_a_process_that_never_was(table: Table) -> None:
    for path in ("", "/log", "/records", "/report", "/decisions/nothing", "/form"):
        assert table.client.get(f"/processes/{table.process}{path}?seat=nobody").status_code == 404
    assert table.client.get(f"/processes/{table.process}", headers={"Sluis-Actor": "nobody"}).status_code == 404


def test_the_words_of_a_method_stand_beside_its_texts_with_what_they_mean(table: Table) -> None:
    url, form = f"/processes/{table.process}", f"/form?do=record&record=mandate&subject={table.party_id()}&seat=rik"
    for path in ("", form):
        assert "Words of this method (1) mandate What a party allows." in text_in(table.client.get(url + path).text)
    dutch = text_in(table.client.get(url, headers={"Accept-Language": "nl"}).text)
    assert "Begrippen van deze methode (1) mandaat Wat een partij toestaat." in dutch


def test_a_seat_is_chosen_also_by_the_header_of_programs(table: Table) -> None:
    said = text_in(table.client.get(f"/processes/{table.process}", headers={"Sluis-Actor": "rik"}).text)
    assert "Your place: Rik, Representative, for Town" in said


def test_what_has_ended_says_so_and_asks_nothing(table: Table) -> None:
    table.mandate()
    table.do("noor", "move", move="deepen")
    table.do("noor", "move", move="finish")
    page = table.client.get(f"/processes/{table.process}?seat=noor").text
    assert "Agreed" in text_in(page)
    assert "Nothing is asked of you now" in text_in(page)
    assert forms_in(page) == []


def test_a_process_that_nobody_joined_has_a_page(table: Table) -> None:
    opened = table.client.post("/v1/processes", json=OPENING | {"actor": "ann"}).json()["process"]
    said = text_in(table.client.get(f"/processes/{opened}", headers={"Accept-Language": "nl"}).text)
    assert "De poort is dicht" in said
    assert "Dit is er nog niet: partij" in said


def test_the_words_of_the_pages_are_the_same_in_both_languages() -> None:
    assert set(EN) == set(NL)
    for name, sentence in EN.items():
        assert set(PLACES.findall(sentence)) == set(PLACES.findall(NL[name])), name
    assert {f"did_{one}" for one in MAKERS} <= set(EN)


@pytest.mark.parametrize("catalog", [process_en, process_nl, process_forms_en, process_forms_nl])
def test_no_two_parts_of_a_catalogue_say_the_same_word_differently(catalog: ModuleType) -> None:
    said: dict[str, str] = {}
    for part in (one for name, one in vars(catalog).items() if name.isupper()):
        for word, sentence in part.items():
            assert said.setdefault(word, sentence) == sentence, word


def test_the_phases_to_which_the_process_that_began_this_one_is_brought_are_called_by_their_titles(
    engine: Engine, client: TestClient
) -> None:
    engine.publish(read_method(FINDING, "finding.yaml"))
    engine.publish(talks("    each: topic\n", "    each: topic\n    resumes: [gather]\n"))
    told = {"method": "talks", "title": "Talks", "name": "Chair", "actor": "chair", "case": {}}
    table = Table(client, client.post("/v1/processes", json=told).json()["process"])
    topic = {"question": "Is it wet?", "disputed": True}
    table.do("chair", "record", record="topic", id="wet", fields=topic)
    table.do("chair", "share", id="wet", version=1)
    table.do("chair", "move", move="on")
    (child,) = client.get(table.url, headers={"Sluis-Actor": "chair"}).json()["children"]
    inner = Table(client, child["id"])
    inner.do("chair", "record", record="answer", id="found", fields={"text": "It is."})
    inner.do("chair", "share", id="found", version=1)

    asked = {"seat": "chair", "do": "move", "move": "look.settle"}
    page = client.get(f"/processes/{child['id']}/form", params=asked).text

    assert '<option value="gather">Gather</option>' in page, text_in(page)
