"""Pages by which a process is opened: a method is chosen, its case told, people admitted, all of it or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine import Engine
from engine.language import read_method
from tests.api.access.people import a_person, an_app
from tests.api.forms_in import Form, form_in, forms_in, text_in
from tests.engine.access.people import with_quick_passwords

METHOD = """\
sluis: 1
method: river
version: 1.0.0
title: {en: River, nl: Rivier}
summary: {en: From talk to agreement., nl: Van gesprek naar akkoord.}
source: {en: A practice., nl: Een praktijk.}
languages: [en, nl]
may: {open: convener, admit: convener}
takes_in: [share]
case:
  area: {type: number, title: {en: Area, nl: Oppervlakte}}
  kind: {type: choice, title: {en: Kind, nl: Soort}, options: {new: {en: New, nl: Nieuw}, old: {en: Old, nl: Oud}}}
  doubt: {type: text, title: {en: Doubt, nl: Twijfel}, optional: true, seen_by: convener}
roles:
  convener: {title: {en: Convener, nl: Initiatiefnemer}}
  envoy: {title: {en: Envoy, nl: Afgezant}, of: party}
  board: {title: {en: Board, nl: Bestuur}, of: party, named_by: envoy}
phases:
  talk:
    title: {en: Talk, nl: Praat}
    moves: {on: {title: {en: On, nl: Verder}, to: share, by: convener}}
  share:
    title: {en: Share, nl: Delen}
    moves: {stop: {title: {en: Stop, nl: Stop}, to: end.over, by: convener}}
ends:
  over: {title: {en: Over, nl: Over}, verdict: cancelled}
"""
GIVEN: dict[str, Any] = {"title": "Along the river", "own_name": "Noor", "f__area": "2.5", "f__kind": "new"}
DUTCH = {"Accept-Language": "nl"}


@pytest.fixture
def river(engine: Engine, client: TestClient) -> TestClient:
    engine.publish(read_method(METHOD, "river.yaml"))
    return client


def the_form(client: TestClient, **headers: str) -> Form:
    return form_in(client.get("/open/river", headers=headers).text, "open")


def opened(client: TestClient, answer: Any) -> Any:
    """Return a process that was opened, as programs read it."""
    assert answer.status_code == 303, text_in(answer.text)
    path = answer.headers["location"].partition("?")[0]
    return client.get(f"/v1{path}").json()


def test_the_first_page_leads_to_the_methods_and_each_to_its_form(river: TestClient) -> None:
    assert 'href="/open"' in river.get("/").text
    page = river.get("/open", headers=DUTCH).text
    assert "Rivier versie 1.0.0 Van gesprek naar akkoord." in text_in(page)
    assert 'href="/open/river"' in page
    assert river.get("/open/never").status_code == 404


def test_a_process_is_opened_with_its_case_and_its_first_people(river: TestClient) -> None:
    form = the_form(river)
    assert form.asked[:8] == ["title", "language", "own_name", "own_party", "f.area", "f.kind", "f.doubt", "at_phase"]
    more = {"p1__name": "Rik", "p1__party": "Town", "p1__role": "envoy", "p3__name": "Kim", "p3__party": "Town"}
    answer = form.send(river, **GIVEN, **more)
    process = opened(river, answer)
    assert (process["title"], process["phases"][0]["status"]) == ("Along the river", "now")
    assert "The process is open." in text_in(river.get(answer.headers["location"]).text)
    people = river.get(f"/v1/processes/{process['id']}/participants").json()
    told = {
        one["name"]: (one["party"] and one["party"]["name"], [each["role"] for each in one["roles"]]) for one in people
    }
    assert told == {"Noor": (None, ["convener"]), "Rik": ("Town", ["envoy"]), "Kim": ("Town", [])}


def test_what_was_under_way_is_taken_in_at_a_later_phase_and_a_rehearsal_says_so(river: TestClient) -> None:
    process = opened(river, the_form(river).send(river, **GIVEN, at_phase="share", rehearsal="yes"))
    assert [one["status"] for one in process["phases"]] == ["passed", "now"]
    assert process["rehearsal"] is True


def test_in_dutch_a_fraction_has_its_comma_and_the_form_its_words(river: TestClient) -> None:
    form = the_form(river, **DUTCH)
    page = text_in(river.get("/open/river", headers=DUTCH).text)
    assert "Hiervan ziet alleen Initiatiefnemer “Twijfel”." in page
    answer = river.post(form.action, data=form.filled(**GIVEN | {"f__area": "25.000"}), headers=DUTCH)
    assert "Oppervlakte: Een punt kan hier duizendtallen" in text_in(answer.text)
    again = form_in(answer.text, "open")
    answer = river.post(
        again.action, data=again.filled(**GIVEN | {"f__area": "2,5"}), headers=DUTCH, follow_redirects=False
    )
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "What it is called: Fill this in."),
        ({"own_name": ""}, "Your name, as others see it: Fill this in."),
        ({"f__area": "much"}, "Area: "),
        ({"f__kind": ""}, "Kind: "),
        ({"p2__party": "Town"}, "Who comes as well (2), Name: Fill this in."),
        ({"p2__name": "Rik", "p2__role": "envoy"}, "Who comes as well (2), Role: "),
        ({"p4__name": "Rik", "p4__party": "Town", "p4__role": "board"}, "Who comes as well (4), Role: "),
        ({"at_phase": "talk"}, "It is under way already: take it in at: "),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_opened(
    typed: dict[str, str], said: str, river: TestClient
) -> None:
    answer = the_form(river).send(river, **GIVEN | {"f__doubt": "Kept."} | typed)
    assert answer.status_code == 422
    assert said in text_in(answer.text)
    again = form_in(answer.text, "open")
    assert again.fields["f.doubt"] == ["Kept."]
    assert river.get("/v1/processes").json()["items"] == []
    good = dict.fromkeys(typed, "") | GIVEN
    assert again.send(river, **good).status_code == 303


def test_a_form_that_is_sent_twice_opens_one_process_and_with_other_words_none(river: TestClient) -> None:
    form = the_form(river)
    places = {form.send(river, **GIVEN).headers["location"] for _ in range(2)}
    assert len(places) == 1
    answer = form.send(river, **GIVEN | {"title": "Along the lake"})
    assert answer.status_code == 409
    assert len(river.get("/v1/processes").json()["items"]) == 1
    assert form_in(answer.text, "open").fields["title"] == ["Along the lake"]
    assert form_in(answer.text, "open").send(river, **GIVEN).headers["location"] not in places


def test_a_form_whose_marks_were_changed_opens_nothing(river: TestClient) -> None:
    for name in ("key", "base", "mark", "x.version"):
        form = the_form(river)
        form.fields[name] = ["other"]
        assert form.send(river, **GIVEN).status_code == 403
    assert river.get("/v1/processes").json()["items"] == []


def test_only_facilitators_are_given_the_form_and_one_does_nothing_for_whoever_signs_in_next(engine: Engine) -> None:
    app: FastAPI = an_app(with_quick_passwords(engine))
    engine.publish(read_method(METHOD, "river.yaml"))
    olga, fay = a_person(app, "olga", "owner"), a_person(app, "fay", "facilitator")
    gus = a_person(app, "gus", "facilitator")
    for path in ("/open", "/open/river"):
        assert olga.client.get(path).status_code == 403
    assert 'href="/open"' not in olga.client.get("/").text
    assert 'href="/open"' in fay.client.get("/").text
    form = the_form(fay.client)
    answer = form.send(gus.client, **GIVEN)
    assert answer.status_code == 403
    assert "Along the river" not in answer.text
    assert forms_in(answer.text)
    assert opened(fay.client, form.send(fay.client, **GIVEN))["title"] == "Along the river"
