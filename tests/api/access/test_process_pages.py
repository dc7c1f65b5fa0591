"""The pages of a process: where it stands, what is asked of its reader, its log and its records."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine import Engine
from tests.api.access.people import Person, a_person, invited
from tests.api.forms_in import forms_in, text_in
from tests.api.headers import lasting
from tests.engine.access.people import an_organisation

NEVER = "01900000-0000-7000-8000-000000000000"
PAGES = ("", "/log", "/records", "/report", "/decisions/nothing", "/form?do=hold")
SENTENCE = re.compile(r"<time[^>]*>[^<]*</time><div><p>([^<]*)</p>")
DUTCH = {"Accept-Language": "nl"}


def page_of(person: Person, path: str, **headers: str) -> str:
    answer = person.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


@pytest.fixture
def pia(app: FastAPI, owner: Person, process: str, rik: Person) -> Person:
    return invited(app, owner, process, "pia", role="principal")


def test_it_says_where_the_process_stands_and_who_has_to_supply_what(owner: Person, process: str, pia: Person) -> None:
    said = text_in(page_of(owner, f"/processes/{process}"))

    assert "Along the river" in said
    assert "1, here we are Convene" in said
    assert "2 Share ahead" in said
    assert "The gate is shut: 1 of 1 to go" in said
    assert "“Go deeper” leads on: Share." in said
    assert "Town has no mandate 0 of 1 Whose turn: Principal of Town (Pia)" in said
    assert "0 of 1 conditions ahead are met" in said
    assert "Nothing has been put to the vote yet." in said
    assert "Rik Town · Representative" in said


def test_it_speaks_dutch_to_whoever_reads_dutch(owner: Person, process: str, pia: Person) -> None:
    page = page_of(pia, f"/processes/{process}", **DUTCH)

    assert '<html lang="nl">' in page
    said = text_in(page)
    assert "De poort is dicht: nog 1 van 1" in said
    assert "Er wordt één ding van u gevraagd" in said
    assert "Town heeft geen mandaat" in said
    assert "uur" in said


def test_what_is_asked_of_its_reader_stands_at_his_place_and_only_there(process: str, rik: Person, pia: Person) -> None:
    assert "One thing is asked of you Town has no mandate" in text_in(page_of(pia, f"/processes/{process}"))
    assert "Nothing is asked of you now" in text_in(page_of(rik, f"/processes/{process}"))


def test_an_open_gate_has_its_step_for_whoever_may_take_it(
    owner: Person, process: str, rik: Person, pia: Person
) -> None:
    _confirmed(process, rik, pia)

    page = page_of(owner, f"/processes/{process}")
    assert "The gate is open" in text_in(page)
    assert [one.do for one in forms_in(page) if one.do == "move"] == ["move"]
    others = page_of(rik, f"/processes/{process}")
    assert [one.do for one in forms_in(others) if one.do == "move"] == []
    assert "Convener (Noor) can take this step now." in text_in(others)


def test_a_hold_and_its_reason_are_in_plain_sight(owner: Person, process: str, rik: Person) -> None:
    owner.do(process, "hold", reason="Summer")
    said = text_in(page_of(rik, f"/processes/{process}"))
    assert "On hold" in said
    assert "Nothing moves forward and nobody votes until this is repaired." in said
    assert "Summer" in said


def test_a_decision_is_told_with_its_state_and_its_tally(owner: Person, process: str, rik: Person) -> None:
    owner.do(process, "propose", decision="start", run="first")
    assert "We start open 0 of 1 voted, 1 have yet to" in text_in(page_of(rik, f"/processes/{process}"))
    rik.do(process, "vote", run="first", ballot="yes")
    owner.do(process, "close", run="first")
    said = text_in(page_of(rik, f"/processes/{process}"))
    assert "We start adopted 1 of 1 voted" in said
    assert "How the votes fell yes: 1" in said


def test_the_log_is_read_in_sentences_the_newest_first_page_by_page(owner: Person, process: str, rik: Person) -> None:
    holds = [{"do": "hold", "reason": f"Reason {number}", "hold": f"h{number}"} for number in range(60)]
    owner.post(f"/v1/processes/{process}/commands", holds, 200)
    drafts = [
        {"do": "record", "record": "mandate", "id": "m", "fields": {"bounds": f"Draft {number}"}}
        for number in range(30)
    ]
    rik.post(f"/v1/processes/{process}/commands", drafts, 200)
    owner.post(f"/v1/processes/{process}/commands", [{"do": "resume", "reason": "Autumn"}], 200)
    for person in (owner, rik):
        told = [one["text"] for one in person.get(f"/v1/processes/{process}/log?limit=500")["items"]]
        older, shown = f"/processes/{process}/log", list[str]()
        pages = 0
        while older:
            page = page_of(person, older)
            shown += [html.unescape(one) for one in SENTENCE.findall(page)]
            older, pages = _older(page), pages + 1
        assert shown == told[::-1]
        assert pages >= 3


def test_the_records_are_shown_with_who_sees_each(owner: Person, process: str, rik: Person) -> None:
    rik.do(process, "record", record="mandate", id="m", fields={"bounds": "Talk <b>&", "years": 3})
    mine = page_of(rik, f"/processes/{process}/records")
    assert "draft" in text_in(mine)
    assert "A draft is seen by your own side alone: Town." in text_in(mine)
    assert "Talk &lt;b&gt;&amp;" in mine
    assert "There is nothing here that you may see." in text_in(page_of(owner, f"/processes/{process}/records"))

    rik.do(process, "share", id="m", version=1)
    said = text_in(page_of(owner, f"/processes/{process}/records?type=mandate"))
    assert "Mandate shared About Town By Rik (Town), version 1" in said
    assert "Bounds Talk <b>& Years 3" in said
    assert "Who will see this: everybody who takes part." in said


def test_every_text_that_somebody_typed_is_a_text(app: FastAPI, owner: Person) -> None:
    evil = '"><script>alert(1)</script>'
    process = owner.open(title=evil, name=evil)
    rik = invited(app, owner, process, "rik", party=evil)
    rik.do(process, "record", record="mandate", id="m", fields={"bounds": evil})
    rik.do(process, "share", id="m", version=1)
    owner.do(process, "hold", reason=evil)
    for path in ("", "/log", "/records", "/form?do=resume", f"/form?do={evil}"):
        answer = owner.client.get(f"/processes/{process}{path}")
        assert "<script>" not in answer.text.replace('<script src="/static/live.js" defer></script>', "")


def test_a_process_one_may_not_know_of_is_answered_as_one_that_never_was(
    app: FastAPI, engine: Engine, owner: Person, process: str, rik: Person
) -> None:
    other = owner.open(title="Elsewhere")
    an_organisation(engine, "village")
    vera = a_person(app, "vera", "owner", "facilitator", organisation="village")
    for person, known in ((rik, other), (vera, process)):
        for path in PAGES:
            mine = person.client.get(f"/processes/{known}{path}")
            never = person.client.get(f"/processes/{NEVER}{path}")
            assert mine.status_code == 404
            assert mine.text.replace(known, NEVER) == never.text
            assert lasting(mine.headers) == lasting(never.headers)


def test_whoever_is_not_signed_in_is_shown_where_to_and_comes_back(nobody: TestClient, process: str) -> None:
    answer = nobody.get(f"/processes/{process}", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next=%2Fprocesses%2F{process}")


def test_a_member_without_a_seat_and_a_program_only_read(
    app: FastAPI, owner: Person, process: str, rik: Person
) -> None:
    walt = a_person(app, "walt", "observer")
    page = page_of(walt, f"/processes/{process}")
    assert forms_in(page) == []
    assert "You read this process without taking part in it" in text_in(page)
    program = owner.by(owner.token("read", "act"))
    page = page_of(program, f"/processes/{process}")
    assert forms_in(page) == []
    assert "This way in is for reading" in text_in(page)


def test_whoever_has_the_page_already_is_told_so_until_something_happens_that_he_may_know(
    owner: Person, process: str, rik: Person
) -> None:
    for path in ("", "/log", "/report", "/records"):
        first = owner.client.get(f"/processes/{process}{path}")
        again = {"If-None-Match": first.headers["etag"]}
        assert owner.client.get(f"/processes/{process}{path}", headers=again).status_code == 304
        assert rik.client.get(f"/processes/{process}{path}", headers=again).status_code == 200
    rik.do(process, "record", record="mandate", id="m", fields={"bounds": "Talk"})  # which nobody else may know
    assert owner.client.get(f"/processes/{process}/records", headers=again).status_code == 304
    rik.do(process, "share", id="m", version=1)
    assert owner.client.get(f"/processes/{process}/records", headers=again).status_code == 200


def test_a_page_allows_no_script_but_its_own_file_and_has_none_within(owner: Person, process: str) -> None:
    answer = owner.client.get(f"/processes/{process}")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.text.count("<script") == 1
    assert "style=" not in answer.text
    assert owner.client.get("/static/live.js").headers["content-type"].startswith("text/javascript")


def test_the_first_page_leads_to_it(owner: Person, process: str) -> None:
    assert f'href="/processes/{process}"' in owner.client.get("/").text


def _older(page: str) -> str:
    found = [part.partition('"')[0] for part in page.split('href="') if "before=" in part.partition('"')[0]]
    return found[0].replace("&amp;", "&") if found else ""


def _confirmed(process: str, rik: Person, pia: Person) -> None:
    rik.do(process, "record", record="mandate", id="m", fields={"bounds": "Talk"})
    rik.do(process, "share", id="m", version=1)
    pia.do(process, "confirm", id="m", version=1)


@pytest.mark.parametrize("odd", ["a#b", "a\nb", "a?b=c", "a//b#c", "<svg>\tx"])
def test_where_to_come_back_to_is_kept_as_it_was_asked_for(odd: str, nobody: TestClient) -> None:
    path = f"/processes/{quote(odd, safe='')}"
    sent = nobody.get(path, headers={"Accept": "text/html"}, follow_redirects=False).headers["location"]
    page = nobody.get(sent).text
    (kept,) = re.findall(r'name="next" value="([^"]*)"', page)
    assert html.unescape(kept) == f"/processes/{odd}"


def test_it_says_where_the_board_and_the_badge_are(owner: Person, process: str) -> None:
    page = page_of(owner, f"/processes/{process}")

    assert f'href="/embed/{process}"' in page
    assert f'href="/badge/{process}.svg"' in page
    assert f'"scopes": ["embed"], "days": 366, "process": "{process}"' in text_in(page)


def test_the_stream_of_a_page_is_that_of_its_reader_and_of_no_other_seat(
    owner: Person, process: str, rik: Person
) -> None:
    page = page_of(rik, f"/processes/{process}")

    assert f'data-stream="/v1/processes/{process}/stream" data-since="' in page
    assert rik.client.get(f"/v1/processes/{process}/stream?seat=noor").status_code == 404
    owner.do(process, "cancel", reason="No time")
    assert 'data-since=""' in page_of(rik, f"/processes/{process}")


def test_whoever_comes_back_is_told_what_others_did_since_he_looked(
    app: FastAPI, owner: Person, process: str, rik: Person
) -> None:
    first = page_of(rik, f"/processes/{process}")
    assert "Since you last looked" not in first
    owner.do(process, "hold", reason="Summer")
    again = page_of(rik, f"/processes/{process}")

    news = text_in(again).partition("Since you last looked, ")[2].partition("Your place:")[0]
    assert "The process is on hold" in news
    assert (
        news
        == text_in(page_of(rik, f"/processes/{process}"))
        .partition("Since you last looked, ")[2]
        .partition("Your place:")[0]
    )
    assert "is on hold" not in text_in(page_of(owner, f"/processes/{process}")).partition("Your place:")[0]
    (cookie,) = (one for one in rik.client.cookies.jar if one.name == "sluis-looked")
    assert process not in str(cookie.value)
    pia = invited(app, owner, process, "pia", role="principal")
    pia.client.cookies.set("sluis-looked", str(cookie.value))
    assert "Since you last looked" not in page_of(pia, f"/processes/{process}")


def test_a_program_and_a_reader_without_an_account_are_given_no_mark(owner: Person, process: str) -> None:
    program = owner.by(owner.token("read"))
    assert "set-cookie" not in program.client.get(f"/processes/{process}").headers
