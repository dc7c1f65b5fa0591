"""Forms to record a meeting: who was there, and what was said, of which nothing is lost to another form."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from engine import Engine
from engine.language import read_method
from tests.api.access.people import Person, invited
from tests.api.access.test_process_forms import is_done, log_of, the_form
from tests.api.access.test_record_forms import METHOD, OPENING
from tests.api.forms_in import form_in, text_in


@pytest.fixture
def process(engine: Engine, owner: Person) -> str:
    engine.publish(read_method(METHOD, "picky.yaml"))
    return str(owner.post("/v1/processes", OPENING)["process"])


@pytest.fixture
def meeting(owner: Person, process: str) -> str:
    owner.do(process, "plan", phase="talk", session="m", title="First", starts_at="2026-01-01T10:00:00Z")
    return "m"


def minutes_of(owner: Person, process: str) -> object:
    return next(one["minutes"] for one in owner.get(f"/v1/processes/{process}/sessions") if one["id"] == "m")


def test_minutes_are_not_overwritten_by_a_form_that_was_drawn_before(owner: Person, process: str, meeting: str) -> None:
    first = the_form(owner, process, "attend", session=meeting)
    owner.do(process, "plan", phase="talk", session="n", title="Second", starts_at="2026-01-02T10:00:00Z")
    second = the_form(owner, process, "attend", session=meeting)
    is_done(first.send(owner.client, minutes="First minutes"), process, "attend")

    stale = second.send(owner.client, minutes="Second minutes")
    assert (stale.status_code, minutes_of(owner, process)) == (412, "First minutes")
    assert form_in(stale.text, "attend").fields["minutes"] == ["Second minutes"]
    form = the_form(owner, process, "attend", session=meeting)
    assert form.fields["minutes"] == ["First minutes"]
    is_done(form.send(owner.client, minutes="First minutes, mended"), process, "attend")
    assert minutes_of(owner, process) == "First minutes, mended"


def test_who_was_noted_is_said_and_not_asked_again(owner: Person, process: str, meeting: str) -> None:
    form = the_form(owner, process, "attend", session=meeting)
    is_done(form.send(owner.client, present=["noor"], minutes="We met"), process, "attend")
    before = len(log_of(owner, process))

    page = owner.client.get(f"/processes/{process}/form", params={"do": "attend", "session": meeting}).text
    assert "Already noted as present: Noor." in text_in(page)
    form = form_in(page, "attend")
    assert "present" not in form.asked
    is_done(form.send(owner.client, ended="yes"), process, "attend")
    assert minutes_of(owner, process) == "We met"
    assert len(log_of(owner, process)) == before + 1


def test_minutes_that_were_emptied_are_refused_at_their_field_and_stay(
    owner: Person, process: str, meeting: str
) -> None:
    is_done(the_form(owner, process, "attend", session=meeting).send(owner.client, minutes="We met"), process, "attend")
    emptied = the_form(owner, process, "attend", session=meeting).send(owner.client, minutes="")
    assert emptied.status_code == 422
    assert "Minutes: " in text_in(emptied.text)
    assert minutes_of(owner, process) == "We met"


ANEW, OFF = {"session": "m"}, {"session": "m", "answer": "no"}


def the_meeting(owner: Person, process: str) -> Any:
    return next(one for one in owner.get(f"/v1/processes/{process}/sessions") if one["id"] == "m")


def types_since(owner: Person, process: str, before: int) -> list[str]:
    return [one["type"] for one in owner.get(f"/v1/processes/{process}/log?limit=500")["items"]][before:]


def test_a_meeting_is_planned_anew_with_only_what_was_changed(owner: Person, process: str, meeting: str) -> None:
    owner.do(process, "plan", session=meeting, agenda="All")
    before = len(log_of(owner, process))
    form = the_form(owner, process, "plan", **ANEW)
    assert {name: form.fields[name] for name in ("title", "starts_at", "agenda")} == {
        "title": ["First"], "starts_at": ["2026-01-01T11:00"], "agenda": ["All"],
    }  # fmt: skip

    is_done(form.send(owner.client, starts_at="2026-01-08T11:00"), process, "plan_anew")

    assert types_since(owner, process, before) == ["SessionPlanned"]
    told = the_meeting(owner, process)
    assert (told["starts_at"], told["moved_from"]) == ("2026-01-08T10:00:00Z", "2026-01-01T10:00:00Z")
    is_done(the_form(owner, process, "plan", **ANEW).send(owner.client, agenda="Less"), process, "plan_anew")
    assert types_since(owner, process, before) == ["SessionPlanned", "AgendaSet"]


def test_what_is_wrong_with_a_plan_made_anew_is_said_at_its_field_and_what_was_typed_stays(
    owner: Person, process: str, meeting: str
) -> None:
    owner.do(process, "plan", session=meeting, agenda="All")
    before = len(log_of(owner, process))
    form = the_form(owner, process, "plan", **ANEW)
    for wrong, said in (
        ({}, "When it starts: Nothing was changed"), ({"title": ""}, "What it is called: "),
        ({"agenda": ""}, "Agenda: "),
        ({"starts_at": "", "title": "Second"}, "When it starts: "), ({"starts_at": "soon"}, "When it starts: "),
    ):  # fmt: skip
        answer = form.send(owner.client, **wrong)
        assert answer.status_code == 422
        assert said in text_in(answer.text)
        again = form_in(answer.text, "plan").fields
        assert [again[name] for name in wrong] == [[one] if one else [""] for one in wrong.values()]
    assert len(log_of(owner, process)) == before


def test_a_meeting_is_called_off_with_a_reason_and_never_without(owner: Person, process: str, meeting: str) -> None:
    form = the_form(owner, process, "plan", **OFF)
    for nothing in ("", "  "):
        refused = form.send(owner.client, called_off=nothing)
        assert (refused.status_code, the_meeting(owner, process)["state"]) == (422, "planned")
        assert "Why it will not be held: " in text_in(refused.text)

    done = form.send(owner.client, called_off="High water")

    is_done(done, process, "call_off")
    assert "The meeting is called off." in text_in(owner.client.get(done.headers["location"]).text)
    assert (the_meeting(owner, process)["state"], the_meeting(owner, process)["reason"]) == ("called_off", "High water")
    for named in (ANEW, OFF):
        assert owner.client.get(f"/processes/{process}/form", params={"do": "plan", **named}).status_code == 409


def test_a_form_drawn_before_a_meeting_was_moved_does_not_call_it_off(
    owner: Person, process: str, meeting: str
) -> None:
    stale = the_form(owner, process, "plan", **OFF)
    owner.do(process, "plan", session=meeting, starts_at="2026-01-09T10:00:00Z")

    answer = stale.send(owner.client, called_off="I cannot that day")

    assert (answer.status_code, the_meeting(owner, process)["state"]) == (412, "planned")
    assert "moved the meeting “First” from 1 Jan 2026, 11:00 to 9 Jan 2026, 11:00" in text_in(answer.text)
    assert form_in(answer.text, "plan").fields["called_off"] == ["I cannot that day"]


def test_who_may_not_plan_a_meeting_has_no_form_to_move_it(
    app: FastAPI, owner: Person, process: str, meeting: str
) -> None:
    xan = invited(app, owner, process, "xan", party="North", role="envoy")
    for named in (ANEW, OFF):
        assert xan.client.get(f"/processes/{process}/form", params={"do": "plan", **named}).status_code == 409
