"""A day at a real server: everything that the security log tells happens, with words that may stand in no log."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from httpx2 import Client, Response

from api.app import create_app
from api.settings import Settings
from engine import Engine
from engine.access.mailboxes import token_of
from engine.language import read_method
from tests.api.conftest import METHOD
from tests.engine.access.people import an_organisation, granted, with_quick_passwords
from tests.mailing import Post
from tests.promises.kept import Clock

PICKED = """\
  canary_offer:
    title: {en: Offer, nl: Aanbod}
    per: party
    fields: {text: {type: text, title: {en: Text, nl: Tekst}}}
    written_by: representative
    seen_by: [party, picked]
decisions:
"""
SOURCE = (
    METHOD.replace("decisions:\n", PICKED, 1)
    .replace("open: [mandate, start]", "open: [mandate, canary_offer, start]")
    .replace("languages:", "waivable_by: convener\nlanguages:", 1)
)
HEAD = {"Accept": "text/html"}
BROKEN = "canary words of an error"


class Story:
    """Who does what, and what of it is secret: `secrets` grows with what the server hands out."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock, self.base = with_quick_passwords(engine), clock, ""
        self.secrets = {"canary", BROKEN}
        an_organisation(self.engine, "local")
        self.engine.publish(read_method(SOURCE, "small.yaml"))
        self.app: FastAPI = create_app(self.engine, Settings(access="accounts"))
        self.mail = Post(self.app)
        self.clients = ExitStack()
        self.app.add_api_route("/v1/broken", self._break, methods=["GET"])

    def play(self, base: str) -> None:
        """Do all of it."""
        self.base = base
        with self.clients:
            self._play()

    def _play(self) -> None:
        owner = self._first_owner()
        process, guest = self._somebody_is_invited(owner)
        self._commands(owner, guest, process)
        self._accounts(owner, guest, process)
        self._strangers(process)
        self._links()
        self._tokens(owner)

    def _first_owner(self) -> Client:
        begun = granted(self.engine.access.organisations.begin("local"))
        assert begun is not None
        person = {"name": "Canary Olga", "email": "canary-olga@local.example", "password": "canary one of olga"}
        owner = self.client()
        self._post(owner, "/v1/invitations/accept", 201, token=self._secret(begun.secret), **person)
        self._sign_in(owner, "olga", "canary wrong", 401)
        self._sign_in(owner, "olga", "canary one of olga", 201)
        self._sign_in(self.client(), "nobody", "canary two", 401)
        self._post(owner, "/v1/session/proof", 401, password="canary three")
        self._post(owner, "/v1/session/proof", 204, password="canary one of olga")
        return owner

    def _somebody_is_invited(self, owner: Client) -> tuple[str, Client]:
        opening = {"method": "small", "title": "Canary title", "name": "Canary Noor", "actor": "noor"}
        process = str(
            self._post(owner, "/v1/processes", 201, **opening, case={"occasion": "canary case"}).json()["process"]
        )
        join = {
            "do": "join",
            "participant": "rik",
            "name": "Canary Rik",
            "party": "Canary",
            "roles": ["representative"],
        }
        self._post(owner, f"/v1/processes/{process}/commands", 200, **join)
        wished = {"email": "canary-rik@local.example", "process": process, "participant": "rik"}
        made = self._post(owner, "/v1/invitations", 201, **wished).json()
        secret = self._secret(made["link"].partition("t=")[2])
        again = self._post(owner, "/v1/invitations", 201, **wished).json()
        self._secret(again["link"].partition("t=")[2])
        owner.delete(f"/v1/invitations/{again['invitation']['id']}")
        guest = self.client()
        self._post(guest, "/v1/invitations/look", 410, token="canary-no-invitation")
        accepting = {"name": "Canary Rik", "password": "canary one of rik"}
        self._post(guest, "/v1/invitations/accept", 201, token=secret, **accepting)
        self._keep_cookies(guest)
        self._post(guest, "/v1/invitations/accept", 410, token=secret, **accepting)
        return process, guest

    def _commands(self, owner: Client, guest: Client, process: str) -> None:
        there = f"/v1/processes/{process}"
        party = guest.get(f"{there}/parties").json()[0]["id"]
        offer = {
            "do": "record",
            "record": "canary_offer",
            "subject": party,
            "id": "offer",
            "fields": {"text": "canary text"},
        }
        self._post(guest, f"{there}/commands", 200, **offer)
        self._post(guest, f"{there}/commands", 200, do="pick", id="offer", parties=[party])
        waive = {"do": "waive", "condition": "mandates_clear.mandate", "subject": party, "reason": "canary reason"}
        self._post(owner, f"{there}/commands", 200, **waive)
        waiver = guest.get(f"{there}/waivers").json()[0]["id"]
        self._post(guest, f"{there}/commands", 200, do="agree", waiver=waiver)
        self._post(owner, f"{there}/commands", 200, do="redact", content="rik", reason="canary why")
        opening = {"method": "small", "title": "Canary play", "name": "Canary Noor", "case": {"occasion": "canary"}}
        tried = self._post(owner, "/v1/processes", 201, **opening, rehearsal=True).json()["process"]
        self._post(owner, f"/v1/processes/{tried}/commands", 200, do="delete")
        self._post(owner, f"{there}/commands", 409, do="cancel", reason="canary too early", actor="canary-nobody")
        assert owner.delete(there).status_code == 409
        assert owner.patch("/v1/organisation", json={"name": "Canary Works"}).status_code == 200
        assert guest.get(f"{there}/export").status_code == 200
        assert guest.get(f"{there}/log").status_code == 200

    def _accounts(self, owner: Client, guest: Client, process: str) -> None:
        making = {"email": "canary-bo@local.example", "name": "Canary Bo", "roles": ["observer"]}
        account = self._post(owner, "/v1/accounts", 201, **making).json()["id"]
        for change in ({"roles": ["author"]}, {"disabled": True}, {"disabled": False}):
            assert owner.patch(f"/v1/accounts/{account}", json=change).status_code == 200
        assert owner.patch(f"/v1/accounts/{account}", json={"roles": ["canary"]}).status_code == 422
        assert owner.delete(f"/v1/accounts/{account}").status_code == 200
        assert guest.get("/v1/accounts").status_code == 403
        assert guest.get("/v1/processes/canary").status_code == 404
        assert guest.patch("/v1/me", json={"password": "canary two of rik"}).status_code == 200
        other = self.client()
        self._sign_in(other, "rik", "canary two of rik", 201)
        (session,) = [one["id"] for one in guest.get("/v1/sessions").json() if not one["is_this"]]
        assert guest.delete(f"/v1/sessions/{session}").status_code == 204
        assert guest.delete("/v1/session").status_code == 204
        assert owner.get("/v1/broken").status_code == 503

    def _strangers(self, process: str) -> None:
        stranger = self.client()
        assert stranger.get(f"/v1/processes/{process}?canary=1").status_code == 401
        assert stranger.get("/v1/canary/sluis_canary_secret").status_code == 401
        assert stranger.get("/v1/me", headers={"Host": "canary.example"}).status_code == 400
        assert stranger.post("/v1/session", headers={"Origin": "https://canary.example"}).status_code == 400

    def _links(self) -> None:
        asked = self.client()
        self._post(asked, "/v1/sign-in-links", 202, email="canary-olga@local.example")
        self._post(asked, "/v1/sign-in-links", 202, email="canary-nobody@local.example")
        secret = self._secret(self.mail.secret())
        page = asked.get(f"/sign-in/link?t={secret}")
        assert page.status_code == 303
        assert asked.post("/sign-in/link").status_code == 303
        self._keep_cookies(asked)
        self._post(asked, "/v1/sign-in-links/use", 410, token=secret)
        self._mail(asked)

    def _mail(self, owner: Client) -> None:
        assert owner.patch("/v1/me/mail", json={"zone": "Canary/Zone"}).status_code == 422
        assert owner.patch("/v1/me/mail", json={"how": "daily"}).status_code == 200
        account = owner.get("/v1/me").json()["account"]["id"]
        token = token_of(self.engine._journal.signing_key(), account, "canary-olga@local.example")  # noqa: SLF001 - as a letter has it
        self.secrets.add(token.partition(".")[2])
        stranger = self.client()
        assert stranger.get(f"/no-more-mail?t={token}").status_code == 200
        for one, status in ((token, 200), ("canary", 410)):
            answer = stranger.post(f"/no-more-mail?t={one}", data={"List-Unsubscribe": "One-Click"})
            assert answer.status_code == status

    def _tokens(self, owner: Client) -> None:
        self._post(owner, "/v1/session/proof", 204, password="canary one of olga")
        self._webhooks(owner)
        made = [self._token(owner) for _ in range(2)]
        assert owner.delete(f"/v1/tokens/{made[0][0]}").status_code == 204
        assert owner.delete(f"/v1/tokens/{made[1][1]}").status_code == 404  # the whole secret, by mistake
        self.clock.at += timedelta(days=2)
        for token in (made[1][1], made[0][1], "canary"):
            assert self.client().get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
        for _ in range(20):
            last = self.client().post("/v1/invitations/look", json={"token": "canary"})
        assert last.status_code == 429

    def _webhooks(self, owner: Client) -> None:
        asked = {"title": "Canary of a webhook", "url": "https://canary.invalid/hook"}
        made = [self._webhook(owner, asked) for _ in range(2)]
        at = f"/v1/webhooks/{made[0]}"
        assert owner.patch(at, json={"paused": True}).status_code == 200
        self._secret(self._post(owner, f"{at}/rotate", 200).json()["secret"])
        self._post(owner, f"{at}/test", 200)
        assert [owner.delete(at).status_code for _ in range(2)] == [204, 404]
        self._post(owner, "/v1/webhooks", 422, **asked | {"url": "http://canary.invalid"})

    def _webhook(self, owner: Client, asked: dict[str, str]) -> str:
        made = self._post(owner, "/v1/webhooks", 201, **asked).json()
        self._secret(made["secret"])
        return str(made["webhook"]["id"])

    def _token(self, owner: Client) -> tuple[str, str]:
        asked = {"title": "Canary of a token", "scopes": ["read"], "days": 1}
        made = self._post(owner, "/v1/tokens", 201, **asked).json()
        self.secrets.add(made["secret"].split("_", 2)[2])
        return str(made["token"]["id"]), self._secret(made["secret"])

    def client(self) -> Client:
        """Return somebody's browser."""
        return self.clients.enter_context(Client(base_url=self.base, headers={"User-Agent": "canary browser"}))

    def _sign_in(self, who: Client, name: str, password: str, status: int) -> None:
        self._post(who, "/v1/session", status, email=f"canary-{name}@local.example", password=password)
        self._keep_cookies(who)

    def _keep_cookies(self, who: Client) -> None:
        self.secrets |= {value for value in who.cookies.values() if value}

    def _post(self, who: Client, path: str, status: int, **body: Any) -> Response:
        answer = who.post(path, json=body)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer

    def _secret(self, secret: str) -> str:
        self.secrets.add(secret)
        return secret

    @staticmethod
    def _break() -> None:
        raise RuntimeError(BROKEN)
