"""An invitation, or a sign-in link, lets in once, however many come with it at one moment and by whichever door."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from engine import Engine, Refusal
from engine.access.identity import operator_of
from engine.access.invitations import Accepted, Guest, Wished
from engine.access.sessions import SignedIn
from tests.engine.access.people import (
    a_participant,
    a_person,
    an_account,
    an_organisation,
    granted,
    opened_by,
    with_quick_passwords,
)
from tests.engine.journal.neighbours import Time, two_stores
from tests.promises.replicas import Doors, two_doors

if TYPE_CHECKING:
    from engine.access.identity import Identity
    from tests.promises.sizes import Rounds

pytestmark = pytest.mark.P18
AT_ONCE = 20
SMALL = 100
Came = Accepted | SignedIn | Refusal
Act = Callable[[], Came]


@pytest.fixture(params=["sqlite", "postgres"])
def doors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Doors]:
    with two_doors(two_stores(request, tmp_path), Time()) as (one, other):
        first = an_organisation(with_quick_passwords(one))
        yield first, first if other is one else with_quick_passwords(other).of("town")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads


def at_once(pool: ThreadPoolExecutor, acts: Sequence[Act]) -> list[Came]:
    """Do several things at the same moment."""
    gate = threading.Barrier(len(acts))

    def go(act: Act) -> Came:
        gate.wait(30)
        return act()

    return list(pool.map(go, acts))


def seats(doors: Doors, process: str, by: Identity) -> dict[str, str]:
    return {one.participant: one.account for one in doors[0].access.seats_in(by, process)}


def test_of_twenty_who_accept_one_invitation_at_once_one_comes_in(
    rounds: Rounds, doors: Doors, pool: ThreadPoolExecutor
) -> None:
    anna = a_person(doors[0], "anna", "facilitator")
    process = opened_by(doors[0], anna)
    for number, chance in enumerate(rounds(SMALL)):
        if number % 50 == 49:
            process = opened_by(doors[0], anna)
        name = f"guest-{number}"
        wished = wished_for(doors[0], chance, name, process, anna)
        sent = granted(doors[0].access.invitations.make(operator_of("town"), wished))
        already = signed_in_before(doors[0], chance, name)
        asked = [chance.choice(doors) for _ in range(AT_ONCE)]

        acts: list[Act] = [
            partial(door.access.invitations.accept, sent.secret, already or Guest(f"Guest {index}"))
            for index, door in enumerate(asked)
        ]
        answers = at_once(pool, acts)

        came = [one for one in answers if isinstance(one, Accepted)]
        refused = [one for one in answers if isinstance(one, Refusal)]
        assert (len(came), len(refused)) == (1, AT_ONCE - 1)
        assert {one.message for one in refused} == {"invitation_unusable"}
        if wished.process:
            assert seats(doors, process, anna)[name] == came[0].account
        assert doors[1].access.invitations.look_at(sent.secret) is None


def wished_for(engine: Engine, chance: Random, name: str, process: str, anna: Identity) -> Wished:
    """Return an invitation to a role, to a seat, or to both."""
    kind = chance.choice(["role", "seat", "both"])
    if kind != "role":
        a_participant(engine, process, anna, name, party=None)
    place = (None, None) if kind == "role" else (process, name)
    return Wished(f"{name}@town.example", () if kind == "seat" else ("observer",), *place)


def signed_in_before(engine: Engine, chance: Random, name: str) -> Guest | None:
    """Return somebody who has an account already, at times."""
    return Guest(already=a_person(engine, name)) if chance.random() < 1 / 4 else None


def test_of_twenty_who_use_one_sign_in_link_at_once_one_is_signed_in(
    rounds: Rounds, doors: Doors, pool: ThreadPoolExecutor
) -> None:
    bo = an_account(doors[0], "bo")
    for chance in rounds(SMALL):
        sent = chance.choice(doors).access.links.ask("town", "bo@town.example")
        assert sent is not None

        answers = at_once(pool, [partial(chance.choice(doors).access.links.use, sent.secret) for _ in range(AT_ONCE)])

        begun = [one for one in answers if isinstance(one, SignedIn)]
        assert [one.account for one in begun] == [bo.id]
        assert doors[1].access.identity(session=begun[0].secret) is not None
        assert {one.message for one in answers if isinstance(one, Refusal)} == {"link_unusable"}
