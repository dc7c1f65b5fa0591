"""The portfolio: processes by method and phase, filtered and paged by the address, and taken along as CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.testclient import TestClient

from api.wording.portfolio import EN, NL
from tests.api.conftest import OPENING
from tests.api.forms_in import text_in

PLACES = re.compile(r"\{([a-z_]+)\}")


def opened(client: TestClient, **told: Any) -> str:
    return str(client.post("/v1/processes", json=OPENING | told).json()["process"])


def do(client: TestClient, process: str, **command: Any) -> None:
    answer = client.post(f"/v1/processes/{process}/commands", json={"actor": "noor", **command})
    assert answer.status_code == 200, answer.text


def page_of(client: TestClient, query: str = "", **headers: str) -> str:
    answer = client.get(f"/portfolio{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def rows_of(client: TestClient, query: str = "", **headers: str) -> list[list[str]]:
    answer = client.get(f"/portfolio/export{query}", headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    separator = ";" if headers else ","
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=separator))


def test_processes_stand_by_method_and_phase_with_whose_turn_it_is_and_since_when(client: TestClient) -> None:
    river = opened(client, title="River")
    do(client, river, do="join", participant="rik", name="Rik", party="Town", roles=["representative"])
    held = opened(client, title="Dike")
    do(client, held, do="hold", reason="Summer")

    said = text_in(page_of(client))

    assert "2 processes: 0 past their term, 1 on hold" in said
    assert "Small 2 processes 1 Convene 2" in said
    assert re.search(
        r"River Small Under way Convene 0 of 1 conditions ahead are met [^,]*, \d\d:\d\d "
        r"Principal of Town in this phase since \d",
        said,
    )
    assert re.search(r"Dike Small On hold Convene .*? on hold since \d", said)
    assert "Summer" not in said


def test_the_address_narrows_the_list_and_leaves_the_rest_to_choose_from(client: TestClient) -> None:
    opened(client, title="River")
    held = opened(client, title="Dike")
    do(client, held, do="hold", reason="Summer")

    for query, there in (("?state=held", "Dike"), ("?q=riv", "River"), ("?method=small&phase=convene&q=dik", "Dike")):
        page = page_of(client, query)
        assert re.findall(r'href="/processes/[^"]+">([^<]+)<', page) == [there], query
        assert "2 processes" in text_in(page)
    for query in ("?overdue=true", "?owed_by=nobody", "?phase=nowhere"):
        assert "Nothing fits." in text_in(page_of(client, query))
    assert "River" in page_of(client, "?state=odd&overdue=odd&unknown=1")


def test_a_long_list_goes_on_page_by_page_by_the_same_filters(client: TestClient) -> None:
    for number in range(27):
        opened(client, title=f"River {number}")
    opened(client, title="Dike")

    first = page_of(client, "?q=River")
    (following,) = re.findall(r'href="/portfolio(\?q=River&amp;cursor=[^"]+)"', first)
    second = page_of(client, following.replace("&amp;", "&"))

    shown = [re.findall(r'href="/processes/[^"]+">([^<]+)<', page) for page in (first, second)]
    assert [len(one) for one in shown] == [25, 2]
    assert sorted(shown[0] + shown[1]) == sorted(f"River {number}" for number in range(27))


def test_what_is_taken_along_is_what_fits_and_no_cell_is_a_formula(client: TestClient) -> None:
    opened(client, title="=HYPERLINK(1)")
    opened(client, title="River")

    heads, *rows = rows_of(client)
    assert [row[0] for row in rows] == ["River", "'=HYPERLINK(1)"]
    assert dict(zip(heads, rows[0], strict=True))["Phase and gates ahead"] == "Convene"
    assert [row[0] for row in rows_of(client, "?q=riv", **{"Accept-Language": "nl"})] == ["Proces", "River"]


def test_a_rehearsal_and_what_was_put_away_do_not_count(client: TestClient) -> None:
    opened(client, title="Practice", rehearsal=True)
    assert "No processes yet" in text_in(page_of(client))
    assert len(rows_of(client)) == 1


def test_trends_tell_week_by_week_what_was_opened_and_ended_and_how_long_phases_took(client: TestClient) -> None:
    over = opened(client)
    opened(client)
    do(client, over, do="cancel", reason="No time")

    trends = client.get("/v1/overview?weeks=3").json()["trends"]

    weeks, today = trends["weeks"], datetime.now(UTC).date()
    assert [(one["opened"], one["ended"]) for one in weeks] == [(0, 0), (0, 0), (2, 1)]
    assert [datetime.fromisoformat(one["begins"]).weekday() for one in weeks] == [0, 0, 0]
    assert abs((datetime.fromisoformat(weeks[-1]["begins"]).date() - today).days) <= timedelta(days=7).days
    assert [(one["method"], one["title"], one["visits"]) for one in trends["phases"]] == [("small", "Convene", 1)]
    assert client.get("/v1/overview").json()["trends"] is None


def test_the_words_are_there_in_both_languages_with_the_same_places() -> None:
    assert {key: set(PLACES.findall(text)) for key, text in EN.items()} == {
        key: set(PLACES.findall(text)) for key, text in NL.items()
    }
