"""The people of an organisation, for its owners; and oneself, with all that is kept about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fastapi import APIRouter, Request

from api.denials import Denied, granted
from api.dependencies import CallerDep, EngineDep, PersonDep, must_know
from api.json_body import PlainBody
from api.routes.access.bodies import (
    ChangingAccount,
    ChangingOneself,
    MakingAccount,
    body_of,
    read_body,
)
from api.routes.access.shapes import AccountView, OneselfView, ReadingView, SeatView, told_account
from api.security.notes import notes_of
from engine.access.identity import PROVEN_FOR, ROLES
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.security.notes import Notes
    from engine import Engine
    from engine.access.accounts import Account
    from engine.access.identity import Identity, Role
    from engine.access.seats import Seat

router = APIRouter(prefix="/v1", tags=["access"])


@router.get("/accounts", summary="The people of the organisation")
def list_accounts(engine: EngineDep, caller: CallerDep) -> list[AccountView]:
    """Return every account of the organisation, for its owners."""
    return [told_account(one) for one in granted(engine.access.accounts.all(caller))]


@router.post("/accounts", status_code=201, summary="Make an account", openapi_extra=body_of(MakingAccount))
def make_account(request: Request, engine: EngineDep, caller: CallerDep, body: PlainBody) -> AccountView:
    """Make an account without a password, for an owner; the person comes in by a sign-in link."""
    asked = read_body(MakingAccount, body)
    roles = cast("list[Role]", asked.roles)
    made = granted(engine.access.accounts.make(caller, asked.email, asked.name, roles))
    notes_of(request.scope).about["subject"] = made.id
    return told_account(made)


@router.patch("/accounts/{account}", summary="Give roles, or let in no more", openapi_extra=body_of(ChangingAccount))
def change_account(
    request: Request, engine: EngineDep, caller: CallerDep, account: str, body: PlainBody
) -> AccountView:
    """Set the roles of an account, or disable or enable it, for an owner. Each holds at once."""
    asked = read_body(ChangingAccount, body)
    accounts, notes = engine.access.accounts, notes_of(request.scope)
    changed = found_account(engine, caller, account)
    if asked.roles is not None:
        changed = set_roles(engine, caller, changed, asked.roles, notes)
    if asked.disabled is not None:
        with notes.trying("account-disable" if asked.disabled else "account-enable"):
            changed = granted((accounts.disable if asked.disabled else accounts.enable)(caller, account))
    return told_account(changed)


@router.delete("/accounts/{account}", summary="Erase an account")
def erase_account(engine: EngineDep, caller: CallerDep, account: str) -> AccountView:
    """Erase name, address and password for ever, with all by which the person came in. Processes keep what was done."""
    return told_account(granted(engine.access.accounts.erase(caller, account)))


@router.get("/me", summary="Who I am here")
def read_oneself(engine: EngineDep, caller: CallerDep) -> OneselfView:
    """Return one's account, what this session or token may do, and where one takes part."""
    if caller.is_dashboard:
        raise Denied(Refusal("not-yours", "scope_missing", {"scope": "read"}))
    seats = [one for one in engine.access.seats(caller) if caller.process in {None, one.process}]
    until = caller.proven_at + PROVEN_FOR if caller.proven_at else None
    own = told_account(engine.access.accounts.own(caller))
    return OneselfView(own, caller.organisation, sorted(caller.scopes), caller.process, until, told_seats(seats))


@router.patch("/me", summary="Change one's name or password", openapi_extra=body_of(ChangingOneself))
def change_oneself(request: Request, engine: EngineDep, caller: PersonDep, body: PlainBody) -> AccountView:
    """Change one's name; or one's password, having proved who one is: then other sessions end, and links."""
    asked = read_body(ChangingOneself, body)
    if asked.name is not None:
        granted(engine.access.accounts.rename(caller, asked.name))
    if asked.password is not None:
        with notes_of(request.scope).trying("password-set"):
            granted(engine.access.accounts.set_password(caller, asked.password.get_secret_value()))
    return told_account(engine.access.accounts.own(caller))


@router.get("/me/data", summary="All that is kept about me")
def read_own_data(engine: EngineDep, caller: PersonDep) -> dict[str, Any]:
    """Return what is kept about a person outside processes; of each process, its export has the rest."""
    return engine.access.accounts.about(caller)


@router.get("/readings", summary="Who read what few may see")
def list_readings(engine: EngineDep, caller: CallerDep, process: str | None = None) -> list[ReadingView]:
    """Return who read from a seat, the latest first, for an owner."""
    found = granted(engine.access.readings.of(caller, process))
    return [ReadingView(one.account, one.process, one.kind, one.at) for one in found]


@router.get("/processes/{process}/seats", summary="Which participants have an account")
def list_seats(engine: EngineDep, caller: CallerDep, process: str) -> list[SeatView]:
    """Return which participants have an account, for whoever may invite there; nothing for others."""
    must_know(engine, caller, process)
    engine.situation(process)
    return told_seats(engine.access.seats_in(caller, process))


def found_account(engine: Engine, by: Identity, account: str) -> Account:
    """Return an account of the organisation, for an owner. Raises Denied."""
    found = [one for one in granted(engine.access.accounts.all(by)) if one.id == account]
    if not found:
        raise Denied(Refusal("unknown-thing", "account_unknown", {"account": account}))
    return found[0]


def set_roles(engine: Engine, by: Identity, known: Account, wanted: Iterable[str], notes: Notes) -> Account:
    """Give an account these roles and no others. Raises Denied."""
    roles, changed = cast("set[Role]", set(wanted)), known
    for one in sorted(roles - known.roles):
        with notes.trying("roles-change", given=one if one in ROLES else None):
            changed = granted(engine.access.accounts.give_role(by, known.id, one))
    for one in sorted(known.roles - roles):
        with notes.trying("roles-change", taken=one):
            changed = granted(engine.access.accounts.take_role(by, known.id, one))
    return changed


def told_seats(seats: Iterable[Seat]) -> list[SeatView]:
    """Return seats as they are told."""
    return [SeatView(one.process, one.participant, one.account, one.given_at) for one in seats]
