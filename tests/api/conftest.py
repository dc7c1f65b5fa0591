"""A client over an application with a database of its own and one small published method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.language import read_method
from tests.sqlite import a_file

METHOD = """\
sluis: 1
method: small
version: 1.0.0
title: {en: Small, nl: Klein}
summary: {en: From talk to agreement., nl: Van gesprek naar akkoord.}
source: {en: A practice., nl: Een praktijk.}
languages: [en, nl]
may: {open: convener, admit: convener, cancel: convener}
glossary:
  mandate: {word: {en: mandate, nl: mandaat}, meaning: {en: What a party allows., nl: Wat een partij toestaat.}}
case:
  occasion: {type: line, title: {en: Occasion, nl: Aanleiding}}
roles:
  convener: {title: {en: Convener, nl: Initiatiefnemer}}
  representative: {title: {en: Representative, nl: Vertegenwoordiger}, of: party}
  principal: {title: {en: Principal, nl: Bestuurder}, of: party}
records:
  mandate:
    title: {en: Mandate, nl: Mandaat}
    per: party
    fields:
      bounds: {type: text, title: {en: Bounds, nl: Kaders}}
      years: {type: whole, title: {en: Years, nl: Jaren}, from: 1, to: 9, optional: true}
    written_by: representative
    confirmed_by: principal
    seen_by: process
decisions:
  start:
    title: {en: We start, nl: Wij beginnen}
    by: convener
    voters: {each: party, role: representative}
    rule: unanimity
    silence: blocks
    open_for: P14D
    seen_by: process
gates:
  mandates_clear:
    title: {en: Everyone has a mandate, nl: Iedereen heeft een mandaat}
    all:
      - id: mandate
        each: party
        need: mandate.confirmed
        unmet: {en: "{party.name} has no mandate", nl: "{party.name} heeft geen mandaat"}
        owed_by: principal
phases:
  convene:
    title: {en: Convene, nl: Bijeenbrengen}
    open: [mandate, start]
    term: P28D
    moves:
      deepen:
        title: {en: Go deeper, nl: Verdiepen}
        to: share
        gate: mandates_clear
        by: convener
  share:
    title: {en: Share, nl: Delen}
    moves:
      finish: {title: {en: Finish, nl: Afronden}, to: end.agreed, by: convener}
ends:
  agreed: {title: {en: Agreed, nl: Akkoord}, verdict: success}
"""
OPENING = {"method": "small", "title": "Along the river", "name": "Noor", "actor": "noor", "case": {"occasion": "now"}}


@dataclass(slots=True)
class Table:
    """A process with one party, and a client to act in it."""

    client: TestClient
    process: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"/v1/processes/{self.process}"

    def do(self, actor: str, do: str, status: int = 200, **rest: object) -> Any:
        answer = self.client.post(f"{self.url}/commands", json={"do": do, "actor": actor, **rest}, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def party(self) -> None:
        self.do("noor", "join", participant="rik", name="Rik", party="Town", roles=["representative"])
        self.do("noor", "join", participant="pia", name="Pia", party="Town", roles=["principal"])

    def mandate(self, *, confirmed: bool = True) -> str:
        self.do("rik", "record", record="mandate", subject=self.party_id(), fields={"bounds": "Talk."})
        found = self.client.get(f"{self.url}/records", headers={"Sluis-Actor": "rik"}).json()
        identity = found[0]["id"]
        self.do("rik", "share", id=identity, version=1)
        if confirmed:
            self.do("pia", "confirm", id=identity, version=1)
        return str(identity)

    def party_id(self) -> str:
        return str(self.client.get(f"{self.url}/parties").json()[0]["id"])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(a_file(tmp_path / "sluis.db")) as engine:
        engine.publish(read_method(METHOD, "small.yaml"))
        yield engine


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(engine, Settings())) as client:
        yield client


@pytest.fixture
def table(client: TestClient) -> Table:
    answer = client.post("/v1/processes", json=OPENING)
    assert answer.status_code == 201, answer.text
    table = Table(client, answer.json()["process"])
    table.party()
    return table
