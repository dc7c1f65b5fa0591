"""What no database can hold is in none: it is answered as what never was, on both stores."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from httpx2 import Response

from tests.api.access.people import Person, invited
from tests.api.access.test_keeping_http import NEVER, app, engine, time

__all__ = ["app", "engine", "time"]  # on a store of either kind
NUL = "a%00b"
PATHS = (
    "/v1/processes/{}", "/v1/processes/{}/log", "/v1/processes/{}/seats", "/v1/processes/{}/archive",
    "/v1/processes/{}/commands", "/v1/processes/{}?dry_run=true", "/v1/readings?process={}", "/v1/accounts/{}",
    "/v1/tokens/{}", "/v1/sessions/{}", "/v1/invitations/{}", "/v1/methods/{}",
)  # fmt: skip


def told(answer: Response) -> tuple[int, str | None]:
    kind = answer.json() if answer.content else None
    return answer.status_code, kind.get("type") if isinstance(kind, dict) else None


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_an_id_that_no_database_can_hold_is_answered_as_one_that_never_was(
    app: FastAPI, owner: Person, verb: str
) -> None:
    process = owner.open()
    rik = invited(app, owner, process, "rik")
    body = {"POST": {"do": "hold", "reason": "x"}, "PATCH": {"roles": []}}.get(verb)
    for person in (owner, rik, rik.by(rik.token("read", "act", process=process))):
        for path in PATHS:
            asked = [person.client.request(verb, path.format(one), json=body) for one in (NUL, NEVER)]
            assert told(asked[0]) == told(asked[1]), path
            assert asked[0].status_code < 500


def test_neither_is_one_that_stands_in_a_body(owner: Person) -> None:
    never = {"title": "T", "scopes": ["read"], "days": 1, "process": NEVER}
    signing_in = {"email": "x@local.example", "password": "abcdefgh", "organisation": "o"}
    for path, body, odd in (
        ("/v1/tokens", never, {"process": "a\0b"}),
        ("/v1/invitations", {"email": "x@local.example", "process": NEVER, "participant": "p"}, {"process": "a\0b"}),
        ("/v1/session", signing_in, {"organisation": "\0"}), ("/v1/session", signing_in, {"email": "x\0@o.example"}),
        ("/v1/sign-in-links", {"email": "x@local.example", "organisation": "o"}, {"organisation": "\0"}),
    ):  # fmt: skip
        answers = [owner.client.post(path, json=one) for one in (body, body | odd)]
        assert told(answers[0]) == told(answers[1]), path
        assert answers[1].status_code < 500
