"""What waits for whoever asks, over all processes in which he has a seat."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from tests.api.access.people import Person, a_person, invited


def texts(person: Person, query: str = "") -> list[tuple[str, str]]:
    return [(one["process"]["name"], one["text"]) for one in person.get(f"/v1/todo{query}")["items"]]


def test_everybody_is_told_his_own_turns_in_all_his_processes(app: FastAPI, owner: Person) -> None:
    river, dike = owner.open(title="River"), owner.open(title="Dike")
    rik = invited(app, owner, river, "rik", role="principal")
    owner.do(dike, "join", participant="rik2", name="Rik", party="Town", roles=["principal"])

    assert [name for name, _ in texts(rik)] == ["River"]
    assert all(one["owed_by"] for one in rik.get("/v1/todo")["items"])
    assert texts(rik) != texts(owner)


def test_a_member_without_a_seat_has_no_turns(app: FastAPI, owner: Person) -> None:
    owner.open()

    assert a_person(app, "walt", "observer").get("/v1/todo") == {"items": [], "next": None}


def test_it_is_not_sent_again_while_nothing_changed(app: FastAPI, owner: Person) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik", role="principal")
    first = rik.client.get("/v1/todo")
    again = rik.client.get("/v1/todo", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    owner.do(process, "cancel", reason="No time")
    later = rik.client.get("/v1/todo", headers={"If-None-Match": first.headers["etag"]})
    assert (later.status_code, later.json()["items"]) == (200, [])


def test_the_next_page_looks_at_ones_other_processes(owner: Person) -> None:
    processes = {owner.open(title=f"River {number}") for number in range(3)}
    seen: set[str] = set()
    url: Any = "/v1/todo?limit=1"
    while url:
        answer = owner.client.get(url)
        seen |= {one["process"]["id"] for one in answer.json()["items"]}
        url = answer.links["next"]["url"] if "next" in answer.links else None
    assert seen <= processes


def test_a_dashboard_is_told_that_it_has_no_turns(owner: Person) -> None:
    problem = owner.by(owner.token("dashboard")).get("/v1/todo", 403)

    assert problem["detail"] == "A dashboard takes no part anywhere, so nothing waits for it"


def test_a_token_for_one_process_is_told_of_that_alone(app: FastAPI, owner: Person) -> None:
    river, dike = owner.open(title="River"), owner.open(title="Dike")
    rik = invited(app, owner, river, "rik", role="principal")
    owner.do(dike, "join", participant="rik", name="Rik", party="Town", roles=["principal"])
    link = owner.post("/v1/invitations", {"email": rik.email, "process": dike, "participant": "rik"})["link"]
    rik.post("/v1/invitations/accept", {"token": link.partition("t=")[2]})

    assert {name for name, _ in texts(rik)} == {"River", "Dike"}
    assert {name for name, _ in texts(rik.by(rik.token("read", process=dike)))} == {"Dike"}
