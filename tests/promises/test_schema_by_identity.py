"""A server with accounts does what its committed OpenAPI document says, for six who may ask and for nobody.

Every check of schemathesis, over every operation; and which operations each of the seven carries out, and which never.
"""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest

from api import sign_ins
from tests.promises.identities import ARCHIVING, DELETING, SEVEN, Operation
from tests.promises.probing import COMMITTED, Probed, ask_everything, operations_of, probed_with_accounts
from tests.promises.sizes import Rounds
from tests.promises.test_schema import failures

pytestmark = pytest.mark.P13
EXPECTED = """
[generation]
with-security-parameters = false
[checks]
positive_data_acceptance.expected-statuses = ["2xx", %(closed)s, 403, 404, 414]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 410, 412, 414, 415, 422, 431]

[[operations]]
include-name = ["POST /v1/processes/{process}/commands", "POST /v1/processes"]
phases.coverage.enabled = %(is_long)s
checks.positive_data_acceptance.expected-statuses = ["2xx", %(closed)s, 403, 404, 409, 412, 414, 422]

[[operations]]
include-name = ["POST /v1/methods", "POST /v1/methods/check", "POST /v1/accounts",
                "POST /v1/invitations", "POST /v1/tokens", "PATCH /v1/me", "PATCH /v1/organisation",
                "PATCH /v1/me/mail", "POST /v1/webhooks", "PATCH /v1/webhooks/{webhook}"]
checks.positive_data_acceptance.expected-statuses = ["2xx", %(closed)s, 403, 404, 409, 422]

[[operations]]
include-name = ["POST /v1/invitations/look", "POST /v1/invitations/accept", "POST /v1/sign-in-links/use"]
checks.positive_data_acceptance.expected-statuses = ["2xx", 403, 410]

[[operations]]
include-name = ["POST /v1/session", "DELETE /v1/session", "POST /v1/session/proof"]
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403]

[[operations]]
include-name = ["PATCH /v1/accounts/{account}", "DELETE /v1/accounts/{account}", "DELETE /v1/webhooks/{webhook}"]
phases.stateful.enabled = false

[[operations]]
include-name = ["GET /badge/{process}.svg", "GET /embed/{process}"]
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 414]

[[operations]]
include-path-regex = "/(log|export)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", %(closed)s, 403, 404, 414, 422]
"""
UNTOLD = "unsupported_method"  # who is not let in hears 401, not which methods there are (0049)

EVERY = operations_of(json.loads(COMMITTED.read_text(encoding="utf-8")))
OPEN: set[Operation] = {
    ("POST", "/v1/session"), ("POST", "/v1/sign-in-links"), ("POST", "/v1/sign-in-links/use"),
    ("POST", "/v1/invitations/look"), ("POST", "/v1/invitations/accept"),
}  # fmt: skip
OWNERS: set[Operation] = {
    ("GET", "/v1/accounts"), ("POST", "/v1/accounts"), ("PATCH", "/v1/accounts/{account}"),
    ("DELETE", "/v1/accounts/{account}"), ("PATCH", "/v1/organisation"), ("GET", "/v1/readings"), DELETING,
}  # fmt: skip
INVITE: set[Operation] = {("POST", "/v1/invitations"), ("DELETE", "/v1/invitations/{invitation}")}
PEOPLES: set[Operation] = {
    ("GET", "/v1/me"), ("PATCH", "/v1/me"), ("GET", "/v1/me/data"), ("GET", "/v1/sessions"),
    ("GET", "/v1/me/mail"), ("PATCH", "/v1/me/mail"),
    ("DELETE", "/v1/sessions/{session}"), ("POST", "/v1/session/proof"), ("GET", "/v1/tokens"), ("POST", "/v1/tokens"),
    ("DELETE", "/v1/tokens/{token}"), ("GET", "/v1/invitations"), ("POST", "/v1/invitations/accept"),
    ("GET", "/v1/processes/{process}/export"), ("GET", "/v1/todo"),
    *{one for one in EVERY if one[1].startswith("/v1/webhooks")},
}  # fmt: skip
ARCHIVE: set[Operation] = {*ARCHIVING}
PUBLISH, CHECK = ("POST", "/v1/methods"), ("POST", "/v1/methods/check")
BEGIN, ACT = ("POST", "/v1/processes"), ("POST", "/v1/processes/{process}/commands")
DOCUMENT = ("GET", "/v1/processes/{process}/documents/{document}")  # of a party, in which the participant alone is
NEVER: dict[str, set[Operation]] = {
    "owner": {PUBLISH, BEGIN, ACT, DOCUMENT},
    "author": OWNERS | INVITE | ARCHIVE | {BEGIN, ACT, DOCUMENT},
    "facilitator": OWNERS | {PUBLISH, DOCUMENT},
    "observer": OWNERS | INVITE | ARCHIVE | {PUBLISH, BEGIN, ACT, DOCUMENT},
    "participant": OWNERS | INVITE | ARCHIVE | {PUBLISH, CHECK, BEGIN},
    "dashboard": OWNERS | INVITE | PEOPLES | ARCHIVE | {PUBLISH, BEGIN, ACT, DOCUMENT},
    "nobody": EVERY - OPEN,
}
BEFORE = {400, 401, 414, 431}  # of the guard, which looks at the request before anybody asks who it is


def test_every_operation_is_carried_out_by_somebody() -> None:
    """So 2xx is reached on all of them, where nine in ten are promised; what is left out has no end: the streams."""
    document = json.loads(COMMITTED.read_text(encoding="utf-8"))
    every = {(verb.upper(), path) for path, several in document["paths"].items() for verb in several}

    assert set.intersection(*NEVER.values()) == set()
    assert every - EVERY == {("GET", "/v1/processes/{process}/stream")}
    assert NEVER.keys() == set(SEVEN)
    assert all(never <= EVERY for never in NEVER.values())


@pytest.mark.parametrize("name", SEVEN)
def test_whoever_asks_every_operation_does_what_the_document_says(
    tmp_path: Path, rounds: Rounds, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for limits in ("AT_ACCOUNT", "FROM_ADDRESS", "LETTERS"):  # which have tests of their own
        monkeypatch.setattr(sign_ins, limits, ())
    is_long = rounds.size.minutes is not None
    closed, but = (401, UNTOLD) if name == "nobody" else (403, None)
    expected = EXPECTED % {"closed": closed, "is_long": str(is_long).lower()}

    for chance in rounds(1):
        folder = tmp_path / str(rounds.number)
        folder.mkdir()
        with probed_with_accounts(folder, name) as server:
            seed = str(chance.randrange(2**32))
            code, said = ask_everything(server, folder, expected, seed, 100 if is_long else 3, but)

            print(_figures(name, server))
            assert code == 0, failures(said)
            assert EVERY - server.succeeded() == NEVER[name]
            assert {status for one in server.seen.values() for status in one if status >= 500} == set()
            if name == "nobody":
                assert {one: set(seen) - BEFORE for one, seen in server.seen.items() if set(seen) - BEFORE} == {
                    one: set(server.seen[one]) - BEFORE for one in OPEN
                }
            else:
                _is_still_let_in(server)


def _is_still_let_in(server: Probed) -> None:
    """Otherwise what was asked last was asked by nobody."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", headers=server.asking.headers) as client:
        assert client.get("/v1/processes").status_code == 200


def _figures(name: str, server: Probed) -> str:
    counts = [(status, number) for one in server.seen.values() for status, number in one.items()]
    total, good = (sum(number for status, number in counts if status < most) for most in (1000, 300))
    return f"{name}: {total} requests, {good} answered with what was asked ({100 * good // total} %)"
