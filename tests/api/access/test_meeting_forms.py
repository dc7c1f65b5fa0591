"""Forms to record a meeting: who was there, and what was said, of which nothing is lost to another form."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.language import read_method
from tests.api.access.people import Person
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
