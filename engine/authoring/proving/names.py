"""Names for the people, parties and things of an invented run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.authoring.proving.standing import Standing

PEOPLE = (
    "Ada", "Ben", "Cleo", "Daan", "Eva", "Finn", "Gina", "Hugo", "Iris", "Joris", "Kim", "Lena", "Mees", "Nora",
    "Otto", "Puck", "Roos", "Sam", "Tess", "Uma", "Vera", "Wim", "Xander", "Yara", "Zoe",
)  # fmt: skip
PARTIES = ("North", "South", "East", "West", "Hill", "Vale", "Lake", "Wood")


def person_name(number: int) -> str:
    """Return the name of the person that comes at this place, from 0."""
    times, place = divmod(number, len(PEOPLE))
    return PEOPLE[place] if not times else f"{PEOPLE[place]} {times + 1}"


def alias_of(name: str) -> str:
    """Return what a story calls somebody."""
    return name.lower().replace(" ", "_")


def new_name(here: Standing) -> tuple[str, str]:
    """Return what a story calls somebody who joins, and his name."""
    taken = set(here.situation.participants)
    number = len(taken) + here.seed
    while alias_of(person_name(number)) in taken:
        number += 1
    return alias_of(person_name(number)), person_name(number)


def party_name(here: Standing, party: str | None) -> str:
    """Return the name of a party; a new one where it says none."""
    if party is not None:
        return here.situation.parties[party].name or PARTIES[0]
    there = {one.name for one in here.situation.parties.values()}
    return next((one for one in PARTIES if one not in there), f"Party {len(there) + 1}")


def new_id(here: Standing, kind: str) -> str:
    """Return what a story calls a new thing of a kind."""
    situation = here.situation
    taken = {*situation.records, *situation.runs, *situation.participants, *situation.sessions, *situation.waivers}
    number = 1
    while f"{kind}_{number}" in taken:
        number += 1
    return f"{kind}_{number}"
