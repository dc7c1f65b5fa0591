"""Seven who may ask a server with accounts, or may not, each with what he can use up without shutting himself out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

from engine import Engine
from engine.access.identity import Role
from engine.access.sessions import SignedIn
from tests.api.access.people import OPENING, Person, a_person
from tests.documents import sent
from tests.engine.access.people import PASSWORD, an_account, granted

Operation = tuple[str, str]
Bodies = dict[Operation, dict[str, Any]]
ROLES: dict[str, tuple[Role, ...]] = {
    "owner": ("owner",), "author": ("author",), "facilitator": ("facilitator",), "observer": ("observer",),
    "participant": (), "dashboard": ("observer",),
}  # fmt: skip
SEVEN = (*ROLES, "nobody")
SEATS = {"facilitator": "noor", "participant": "rik", "observer": "", "dashboard": ""}
ENDING = (("POST", "/v1/session"), ("POST", "/v1/sign-in-links/use"), ("DELETE", "/v1/session"), ("PATCH", "/v1/me"))
ARCHIVING = tuple((verb, "/v1/processes/{process}/archive") for verb in ("PUT", "DELETE"))
DELETING: Operation = ("DELETE", "/v1/processes/{process}")
ACCOUNT, COMMANDS = "/v1/accounts/{account}", "/v1/processes/{process}/commands"


@dataclass(slots=True)
class Asking:
    """How somebody asks: with which headers, about which ids; and of which ids and by which bodies at first.

    What an operation ends must be nothing that is needed later: so some come with headers or ids of their own. `actor`
    is for which participant he reads; "" is for none, without it anybody is made up.
    """

    headers: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    bodies: Bodies = field(default_factory=dict)
    first_ids: dict[Operation, dict[str, str]] = field(default_factory=dict)
    actor: str | None = None
    own_headers: dict[Operation, dict[str, str]] = field(default_factory=dict)
    own_ids: dict[Operation, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Town:
    """People of every role, and three processes of the facilitator: to read, to act in, and to come into."""

    app: FastAPI
    people: dict[str, Person]
    ids: dict[str, str]
    other: str
    third: str
    party: str  # in the other process
    over: list[str]  # which have ended: one to be put away, one to be deleted

    @property
    def engine(self) -> Engine:
        return self.people["owner"].engine


def a_town(app: FastAPI) -> Town:
    """Let people of every role in, and open the processes; a record of the first has a document."""
    people = {name: a_person(app, name, *held) for name, held in ROLES.items()}
    fred, rik, host = people["facilitator"], people["participant"], a_person(app, "host", "facilitator")
    process, other, third = fred.open(), fred.open(title="Another"), host.open(title="A third")
    for one in (process, other):
        fred.do(one, "join", participant="rik", name="Rik", party="Town", roles=["representative"])
        fred.do(one, "join", participant="pia", name="Pia", party="Town", roles=["principal"])
        rik.post("/v1/invitations/accept", {"token": link_for(fred, rik.email, one, "rik")})
    host.do(third, "join", participant="guest", name="Guest")
    parties = [str(rik.get(f"/v1/processes/{one}/parties")[0]["id"]) for one in (process, other)]
    fields = {"bounds": "Talk.", "plan": sent()}
    told = rik.do(process, "record", record="mandate", subject=parties[0], fields=fields)
    document = next(str(one["document"]) for one in told["events"] if one["type"] == "DocumentKept")
    ids = {"process": process, "document": document, "method": "small", "version": "1.0.0", "record": "mandate",
           "ending": "svg"}  # fmt: skip
    over = [fred.open(title="Over") for _ in range(2)]
    for one in over:
        fred.do(one, "cancel", reason="Over")
    return Town(app, people, ids, other, third, parties[1], over)


def asking_as(town: Town, name: str) -> Asking:
    """Return how one of the seven asks."""
    asking = Asking(bodies=_bodies(town, name), first_ids=_first_ids(town, name), actor=SEATS.get(name))
    changed, fallen = (str(an_account(town.engine, one).id) for one in ("changed", "fallen"))
    stays, ends = (_webhook_of(town, town.people.get(name, town.people["owner"])) for _ in range(2))
    asking.ids = town.ids | {
        "account": changed,
        "session": _session(town.people.get(name, town.people["owner"])).session,
        "webhook": stays,
    }
    asking.own_ids = {("DELETE", ACCOUNT): {"account": fallen}, ("POST", COMMANDS): {"process": town.other}}
    asking.own_ids |= {one: {"process": town.over[0]} for one in ARCHIVING}
    asking.own_ids[("DELETE", "/v1/webhooks/{webhook}")] = {"webhook": ends}
    asking.own_ids[DELETING] = {"process": town.over[1]}
    if name != "nobody":
        asking.headers = _credentials(name, town.people[name])
        asking.own_headers = dict(zip(ENDING, _ended(town, name), strict=True))
    return asking


def _credentials(name: str, person: Person) -> dict[str, str]:
    """Return by what somebody comes in: a token where it is the dashboard, else the cookie of a session."""
    if name == "dashboard":
        return {"Authorization": f"Bearer {person.token('dashboard')}"}
    return {"Cookie": f"sluis={_session(person).secret}"}


def _ended(town: Town, name: str) -> list[dict[str, str]]:
    """Return by what somebody comes in where that may end it: signing in ends no token, a new password not itself."""
    one, other = (a_person(town.app, f"{name}-{number}", *ROLES[name]) for number in range(2))
    program = {"Authorization": f"Bearer {one.token('read')}"}
    return [program, program, _credentials(name, one), _credentials(name, other)]


def _session(person: Person) -> SignedIn:
    """Begin one more session of somebody."""
    return granted(person.engine.access.sessions.sign_in("local", person.email, PASSWORD))


def _first_ids(town: Town, name: str) -> dict[Operation, dict[str, str]]:
    """Return ids of what may be ended: of his own, where he can have it."""
    owner = town.people["owner"]
    own = town.people.get(name, owner)
    inviting = own if name == "facilitator" else owner
    body = {"email": "eva@local.example", "process": town.other, "participant": "pia"}
    invitation = inviting.post("/v1/invitations", body)["invitation"]["id"]
    token = own.post("/v1/tokens", {"title": "Spare", "scopes": ["read"], "days": 9})["token"]["id"]
    return {
        ("DELETE", "/v1/invitations/{invitation}"): {"invitation": invitation},
        ("DELETE", "/v1/tokens/{token}"): {"token": token},
    }


def _bodies(town: Town, name: str) -> Bodies:
    """Return a body for each change that takes one, which is carried out where he may."""
    email = town.people[name].email if name in town.people else "nora@local.example"
    an_account(town.engine, "noa")
    owner = town.people["owner"]
    links = [link_for(owner, one, town.third, "guest") for one in ("eva@local.example", email)]
    sent_link = town.engine.access.links.ask("local", "noa@local.example")
    assert sent_link is not None
    newcomer = {"name": "Nora", "password": PASSWORD} if name == "nobody" else {}
    inviting = {"email": "pia@local.example", "process": town.ids["process"], "participant": "pia"}
    record = {"do": "record", "record": "mandate", "subject": town.party, "fields": {"bounds": "More."}}
    return {
        ("POST", "/v1/session"): {"email": "noa@local.example", "password": PASSWORD},
        ("POST", "/v1/session/proof"): {"password": PASSWORD},
        ("POST", "/v1/sign-in-links"): {"email": "noa@local.example"},
        ("POST", "/v1/sign-in-links/use"): {"token": sent_link.secret},
        ("POST", "/v1/invitations"): inviting,
        ("POST", "/v1/invitations/look"): {"token": links[0]},
        ("POST", "/v1/invitations/accept"): {"token": links[1], **newcomer},
        ("POST", "/v1/tokens"): {"title": "A script", "scopes": ["read"], "days": 9},
        ("POST", "/v1/webhooks"): _webhook(town),
        ("PATCH", "/v1/webhooks/{webhook}"): {"paused": True},
        ("POST", "/v1/accounts"): {"email": "new@local.example", "name": "New", "roles": ["author"]},
        ("PATCH", ACCOUNT): {"roles": ["observer"]},
        ("PATCH", "/v1/organisation"): {"name": "Town"},
        ("PATCH", "/v1/me"): {"name": "Another"},
        ("PATCH", "/v1/me/mail"): {"how": "daily"},
        ("POST", "/v1/processes"): OPENING,
        ("POST", COMMANDS): record if name == "participant" else {"do": "join", "name": "Bo"},
    }


def _webhook(town: Town) -> dict[str, str]:
    """Return a webhook that anybody who knows of the process may make."""
    return {"title": "A program", "url": "https://hooks.invalid/sluis", "process": town.ids["process"]}


def _webhook_of(town: Town, person: Person) -> str:
    return str(person.post("/v1/webhooks", _webhook(town))["webhook"]["id"])


def link_for(by: Person, email: str, process: str, participant: str) -> str:
    """Invite somebody for a participant, and return what the link holds."""
    body = {"email": email, "process": process, "participant": participant}
    return str(by.post("/v1/invitations", body)["link"]).partition("t=")[2]
