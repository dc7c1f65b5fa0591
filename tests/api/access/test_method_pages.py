"""Who may read by which rules a process goes: members, participants, and whoever holds an invitation to it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.access.people import Person, invited
from tests.api.access.test_invitations_http import an_invitation

HTML = {"Accept": "text/html"}


def test_who_is_invited_to_a_process_reads_its_rules_without_an_account(owner: Person, nobody: TestClient) -> None:
    process = owner.open()
    owner.do(process, "join", participant="bo", name="Bo")
    secret = an_invitation(owner, process=process, participant="bo")

    assert nobody.get("/methods/small/1.0.0", headers=HTML, follow_redirects=False).status_code == 303
    shown = nobody.get(f"/invitation?t={secret}")
    rules = nobody.get("/invitation/method")

    assert 'href="/invitation/method"' in shown.text
    assert rules.status_code == 200
    assert "Reading it accepts nothing." in rules.text
    assert "/v1/methods" not in rules.text
    assert nobody.post("/v1/invitations/look", json={"token": secret}).status_code == 200


def test_an_invitation_to_an_organisation_or_one_taken_back_shows_no_rules(owner: Person, nobody: TestClient) -> None:
    nobody.get(f"/invitation?t={an_invitation(owner, roles=['observer'])}")
    assert nobody.get("/invitation/method").status_code == 410

    process = owner.open()
    owner.do(process, "join", participant="bo", name="Bo")
    secret = an_invitation(owner, process=process, participant="bo")
    nobody.get(f"/invitation?t={secret}")
    for one in owner.get("/v1/invitations"):
        owner.client.delete(f"/v1/invitations/{one['id']}")
    assert nobody.get("/invitation/method").status_code == 410


def test_a_participant_reads_the_rules_of_his_processes_and_no_others(app: FastAPI, owner: Person) -> None:
    guest = invited(app, owner, owner.open(), "rik")
    other = owner.client.get("/v1/methods/small/1.0.0/source").text.replace("method: small", "method: other")
    assert owner.client.post("/v1/methods", content=other, headers={"content-type": "text/yaml"}).status_code == 201

    assert guest.client.get("/methods/small/1.0.0").status_code == 200
    hidden, never = (guest.client.get(f"/methods/{one}/1.0.0") for one in ("other", "never"))

    assert hidden.status_code == 404
    assert hidden.text.replace("other", "never") == never.text
    assert "/methods/other" not in guest.client.get("/methods").text
    assert "/workbench" not in guest.client.get("/methods").text


def test_a_participant_hears_of_no_version_that_he_may_not_read(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    guest = invited(app, owner, process, "rik")
    secret = "Another title, for others"
    source = owner.client.get("/v1/methods/small/1.0.0/source").text
    following = source.replace("version: 1.0.0", "version: 1.1.0").replace(
        "title: {en: Small,", f"title: {{en: '{secret}',"
    )
    assert secret in following
    before = guest.client.get(f"/processes/{process}/versions").text
    sent = owner.client.post("/v1/methods", content=following, headers={"content-type": "text/yaml"})

    assert sent.status_code == 201, sent.text
    assert guest.client.get(f"/processes/{process}/versions").text == before
