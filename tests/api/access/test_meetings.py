"""The page of a meeting, and the screen in its room, which tells what everybody sees who takes part."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from starlette.testclient import TestClient

from engine import Engine
from engine.language import read_method
from tests.api.access.people import Person, invited
from tests.api.conftest import METHOD
from tests.api.forms_in import text_in

WITH_TABLE = METHOD.replace("method: small", "method: tabled").replace(
    "\n  convene:\n", "\n  convene:\n    table: [convener]\n", 1
)
SOON = (datetime.now(UTC) - timedelta(hours=1)).isoformat()


def planned(owner: Person, process: str, agenda: str = "") -> str:
    owner.do(process, "plan", session="first", title="The first evening", starts_at=SOON, agenda=agenda or None)
    return f"/processes/{process}/meetings/first"


def said(person: Person, path: str, **headers: str) -> str:
    answer = person.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return text_in(answer.text)


def test_the_agenda_is_drawn_from_what_is_missing_beside_what_was_written(
    owner: Person, process: str, rik: Person
) -> None:
    path = planned(owner, process, agenda="Coffee first")
    owner.do(process, "propose", decision="start", run="r")

    told = said(rik, path)
    assert "Agenda As it was written Coffee first From what is missing now" in told
    assert "Everyone has a mandate Town has no mandate Whose turn: Principal of Town" in told
    assert "Put to the vote We start: 0 of 1" in told
    assert "Nobody was noted yet." in told
    assert "Uit wat er nu ontbreekt" in said(rik, path, **{"Accept-Language": "nl"})
    assert f'href="/processes/{process}/meetings/first"' in rik.client.get(f"/processes/{process}").text


def test_who_was_there_what_was_said_and_what_was_decided_stand_with_it_once_it_is_over(
    owner: Person, process: str, rik: Person
) -> None:
    path = planned(owner, process)
    owner.do(process, "propose", decision="start", run="r")
    owner.do(process, "attend", session="first", present=["rik"], minutes="We agreed to meet again.", ended=True)

    told = said(rik, path)
    assert "Held" in told
    assert "Who is there Rik" in told
    assert "Minutes We agreed to meet again." in told
    assert "Decided here We start" in told
    assert "From what is missing now" not in told


def test_whoever_may_record_it_has_the_form_and_nobody_else(owner: Person, process: str, rik: Person) -> None:
    path = planned(owner, process)
    form = re.compile(rf'href="/processes/{process}/form\?do=attend')
    assert form.search(owner.client.get(path).text)
    assert not form.search(rik.client.get(path).text)


def test_the_screen_is_the_same_for_all_and_has_nothing_to_press(owner: Person, process: str, rik: Person) -> None:
    path = f"{planned(owner, process)}/screen"
    page = owner.client.get(path).text
    assert page == rik.client.get(path).text
    assert not re.search("<(a|button|form|input|select|script)[ >]", page)
    assert "The first evening" in text_in(page)
    assert "Town has no mandate" in text_in(page)


def test_what_a_table_wrote_down_is_on_its_page_and_never_on_the_wall(
    app: FastAPI, engine: Engine, owner: Person
) -> None:
    engine.publish(read_method(WITH_TABLE, "tabled.yaml"))
    process = owner.open(method="tabled")
    rik = invited(app, owner, process, "rik")
    path = planned(owner, process, agenda="Their price is too high")
    owner.do(process, "attend", session="first", minutes="They will go down.")

    for secret in ("Their price is too high", "They will go down."):
        assert secret in said(owner, path)
        assert secret not in said(rik, path)
        assert secret not in owner.client.get(f"{path}/screen").text


def test_a_meeting_that_is_not_there_or_not_ones_own_is_not_found(
    app: FastAPI, owner: Person, process: str, rik: Person, nobody: TestClient
) -> None:
    planned(owner, process)
    other = owner.open(title="Behind the dike")
    hidden = planned(owner, other)
    for path in (f"/processes/{process}/meetings/second", hidden):
        for page in ("", "/screen"):
            assert rik.client.get(path + page).status_code == 404
    assert nobody.get(hidden, headers={"Accept": "text/html"}, follow_redirects=False).status_code in (303, 401)


def test_a_meeting_that_was_moved_says_so_wherever_it_is_told(owner: Person, process: str, rik: Person) -> None:
    path = planned(owner, process)
    owner.do(process, "plan", session="first", starts_at="2031-05-06T10:00:00Z")
    owner.do(process, "plan", session="first", starts_at="2031-05-07T10:00:00Z")

    was = "Moved. It was planned for 6 May 2031, 12:00."
    for page in (path, f"{path}/screen"):
        assert was in said(rik, page)
    whole = f"/processes/{process}"
    told = "The first evening Moved 7 May 2031, 12:00 It was planned for 6 May 2031, 12:00."
    assert said(rik, whole).count(told) == 2  # in one's own place, and among the meetings
    assert "Eerst gepland op 6 mei 2031, 12.00 uur." in said(rik, whole, **{"Accept-Language": "nl"})
    log = said(rik, f"{whole}/log")
    assert "moved the meeting “The first evening” from 6 May 2031, 12:00 to 7 May 2031, 12:00" in log
    links = [f"{whole}/form?do=plan&amp;session=first", f"{whole}/form?do=plan&amp;answer=no&amp;session=first"]
    for link in links:
        assert f'href="{link}"' in owner.client.get(path).text
        assert f'href="{link}"' not in rik.client.get(path).text


def test_a_meeting_that_was_called_off_says_so_and_why_wherever_it_is_told(
    owner: Person, process: str, rik: Person
) -> None:
    path = planned(owner, process)
    owner.do(process, "plan", session="first", called_off="The river rises.")

    for page in (path, f"{path}/screen"):
        assert "Called off. It will not be held: The river rises." in said(rik, page)
    assert "Nobody was noted yet." not in said(rik, path)
    whole = f"/processes/{process}"
    assert said(rik, whole).count("It will not be held: The river rises.") == 2
    assert "Afgelast. De bijeenkomst gaat niet door" in said(rik, path, **{"Accept-Language": "nl"})
    assert "called off the meeting “The first evening” The river rises." in said(rik, f"{whole}/log")
    assert "do=plan&amp;session" not in owner.client.get(path).text
