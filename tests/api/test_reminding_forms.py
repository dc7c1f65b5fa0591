"""Reminding people from a page: from where it stands whose turn it is, by whoever lets people in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.api.conftest import OPENING, Table
from tests.api.forms_in import text_in
from tests.api.seats import Seat

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def table(client: TestClient) -> Table:
    """Return a table of Town and Lake, of which the representatives are to write their mandates."""
    table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
    for who, party in (("Rik", "Town"), ("Els", "Lake")):
        roles = ["representative", "principal"]
        table.do("noor", "join", participant=who.lower(), name=who, party=party, roles=roles)
    return table


def test_those_whose_turn_it_is_are_reminded_and_all_see_it(table: Table) -> None:
    noor, rik, els = (Seat(table, name) for name in ("noor", "rik", "els"))
    assert "do=remind" in noor.page()
    form = text_in(noor.page("/form", do="remind"))
    assert "Remind whose turn it is" in form
    assert "Rik (Town)" in form
    assert "Els (Lake)" in form
    assert "Whoever was reminded less than a day ago is left out." in form

    noor.does("remind", given={"people": ["rik"]})

    for one in (noor, rik, els):
        assert "Noor reminded Rik of what is asked of them" in text_in(one.page("/log"))
    assert re.search(r"Rik \(Town\), reminded \d", text_in(noor.page("/form", do="remind")))
    answer = noor.form("remind").send(table.client, "", people=["rik"])
    assert answer.status_code == 409
    assert "Everybody you name was reminded less than a day ago" in text_in(answer.text)


def test_nobody_else_is_given_the_form(table: Table) -> None:
    rik = Seat(table, "rik")
    assert not rik.may("remind")
    assert "do=remind" not in rik.page()


def test_where_it_is_nobodys_turn_but_ones_own_nobody_is_reminded(client: TestClient) -> None:
    table = Table(client, client.post("/v1/processes", json=OPENING).json()["process"])
    assert not Seat(table, "noor").may("remind")
