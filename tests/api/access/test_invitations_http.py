"""Invitations over HTTP: good once, for one person, for a limited time, and by POST alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.access.people import Person, a_person, invited
from tests.api.headers import lasting
from tests.engine.access.people import PASSWORD


def an_invitation(owner: Person, **wished: object) -> str:
    """Invite somebody, and return what stands in the link."""
    link = str(owner.post("/v1/invitations", {"email": "bo@local.example", **wished})["link"])
    assert link.startswith("http://127.0.0.1:8420/invitation?t=")
    return link.partition("t=")[2]


def accepted(client: TestClient, secret: str, **given: object) -> int:
    body = {"token": secret, "name": "Bo", "password": PASSWORD, **given}
    return client.post("/v1/invitations/accept", json=body).status_code


@pytest.mark.P18
def test_an_invitation_makes_a_member_once(app: FastAPI, owner: Person, nobody: TestClient) -> None:
    secret = an_invitation(owner, roles=["observer"])
    looked = [nobody.post("/v1/invitations/look", json={"token": secret}) for _ in range(3)]
    assert [one.status_code for one in looked] == [200] * 3
    assert looked[0].json()["roles"] == ["observer"]
    assert [one["email"] for one in owner.get("/v1/invitations")] == ["bo@local.example"]

    assert [accepted(nobody, secret) for _ in range(2)] == [201, 410]
    assert nobody.get("/v1/me").json()["account"]["roles"] == ["observer"]
    assert owner.get("/v1/invitations") == []
    assert nobody.post("/v1/invitations/look", json={"token": secret}).status_code == 410


@pytest.mark.P18
def test_of_many_who_accept_at_once_one_comes_in(app: FastAPI, owner: Person) -> None:
    secret = an_invitation(owner, roles=["observer"])
    clients = [TestClient(app, client=(f"192.0.2.{n}", 1)) for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(lambda client: accepted(client, secret), clients))
    assert found == [201] + [410] * 7


@pytest.mark.P18
def test_whatever_is_wrong_with_a_link_is_refused_alike(app: FastAPI, owner: Person, nobody: TestClient) -> None:
    used, revoked = an_invitation(owner, roles=["observer"]), an_invitation(owner, roles=["author"])
    assert accepted(TestClient(app), used) == 201
    (waiting,) = owner.get("/v1/invitations")
    assert owner.client.delete(f"/v1/invitations/{waiting['id']}").status_code == 204
    assert owner.client.delete(f"/v1/invitations/{waiting['id']}").status_code == 404

    body = {"name": "Bo", "password": PASSWORD}
    answers = [
        nobody.post("/v1/invitations/accept", json={**body, "token": one})
        for one in (used, revoked, "never", used[:-1], used.swapcase(), "")
    ]
    assert {one.status_code for one in answers} == {410}
    assert len({one.content for one in answers}) == 1
    assert len({tuple(lasting(one.headers)) for one in answers}) == 1


def test_who_has_an_account_must_be_signed_in_as_it(app: FastAPI, owner: Person, nobody: TestClient) -> None:
    process = owner.open()
    bo = a_person(app, "bo")
    owner.do(process, "join", participant="bo", name="Bo", party="Town", roles=["representative"])
    secret = an_invitation(owner, process=process, participant="bo")
    stranger = a_person(app, "carl")

    assert accepted(nobody, secret) == 410
    assert accepted(stranger.client, secret) == 410
    told = bo.post("/v1/invitations/accept", {"token": secret})
    assert (told["process"], told["participant"]) == (process, "bo")
    bo.get(f"/v1/processes/{process}")


def test_who_may_invite_is_for_the_method_and_the_owners(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    owner.do(process, "join", participant="pia", name="Pia", party="Town", roles=["principal"])
    body = {"email": "pia@local.example", "process": process, "participant": "pia"}
    assert rik.post("/v1/invitations", body, 403)["type"] == "/problems/not-allowed"
    other = a_person(app, "fred", "facilitator")
    assert other.post("/v1/invitations", body, 403)["type"] == "/problems/not-allowed"
    outsider = a_person(app, "una")
    never = {**body, "process": "01900000-0000-7000-8000-000000000000"}
    hidden, none = outsider.post("/v1/invitations", body, 404), outsider.post("/v1/invitations", never, 404)
    assert hidden["detail"].replace(process, never["process"]) == none["detail"]
    assert [one["participant"] for one in owner.get(f"/v1/processes/{process}/seats")] == ["noor", "rik"]
    assert rik.get(f"/v1/processes/{process}/seats") == []


def test_a_weak_password_uses_nothing_up(owner: Person, nobody: TestClient) -> None:
    secret = an_invitation(owner, roles=["observer"])
    assert accepted(nobody, secret, password="password") == 422
    assert accepted(nobody, secret, password="short") == 422
    assert accepted(nobody, secret, name=" ") == 422
    assert accepted(nobody, secret) == 201
