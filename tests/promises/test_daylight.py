"""P6: what is due comes when the clocks of its place say so, also where they are changed."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from engine.language.clocks import instant_at, read_period
from engine.process.events import PhaseOverdue
from engine.process.instants import end_of_day
from engine.process.timing.working_days import working_days_after
from tests.factories import ROLES, Table, a_method, a_move, a_phase
from tests.promises import daylight

if TYPE_CHECKING:
    from tests.promises.sizes import Rounds

CASES, CASES_A_ZONE = 3_000, 100
PROCESSES = 100
MICROSECOND = timedelta(microseconds=1)


def a_case(chance: Random, zone: str, seen: Counter[str]) -> tuple[str, datetime | None, datetime]:
    """Return something that is due around a change of clocks: what it is, when by the engine, when by hand."""
    day = chance.choice(daylight.changes(zone)) + chance.choice((-1, 0, 0, 0, 1)) * daylight.DAY
    wall = datetime.combine(day, chance.choice(daylight.LOCAL_TIMES))
    if chance.random() < 0.3:
        wall += timedelta(seconds=chance.choice((0, 1, 59)), microseconds=chance.choice((0, 1, 500_000, 999_999)))
    kind = chance.choice(("at", "days", "days", "before", "months", "hours", "working days", "end of day"))
    by_hand = daylight.instant_of(wall, zone)
    seen["gap" if daylight.wall_of(by_hand, zone) != wall else "hit"] += 1
    clock, length = ZoneInfo(zone), chance.randint(1, 40)
    begun = daylight.days_later(by_hand, -length, zone)
    told = f"{kind} {length} {zone} {wall}"
    match kind:
        case "at":
            return told, instant_at(wall, clock), by_hand
        case "days":
            due = read_period(f"P{length}D").after(begun, clock)
            return told, due, daylight.days_later(begun, length, zone)
        case "before":
            later = daylight.days_later(by_hand, length, zone)
            return told, read_period(f"P{length}D").before(later, clock), daylight.days_later(later, -length, zone)
        case "months":
            due = read_period(f"P{length % 12 + 1}M").after(by_hand, clock)
            return told, due, daylight.months_later(by_hand, length % 12 + 1, zone)
        case "hours":
            due = read_period(f"P1DT{length}H").after(begun, clock)
            return told, due, daylight.days_later(begun, 1, zone) + length * daylight.HOUR
        case "working days":
            due = working_days_after(begun, length % 15 + 1, zone)
            return told, due, daylight.working_days_later(begun, length % 15 + 1, zone)
        case _:
            return told, end_of_day(day, zone), daylight.end_of(day, zone)


@pytest.mark.P6
def test_what_is_due_where_clocks_change_is_so_when_a_naive_reckoning_says(rounds: Rounds) -> None:
    seen: Counter[str] = Counter()
    changing = [zone for zone in daylight.zones() if zone.startswith(("Africa/", "America/", "Europe/", "Asia/"))]

    for chance in rounds(CASES, each=CASES_A_ZONE):
        zone = chance.choice(changing if chance.random() < 0.5 else daylight.zones())
        while not daylight.changes(zone):
            zone = chance.choice(daylight.zones())
        cases = [a_case(chance, zone, seen) for _ in range(CASES_A_ZONE)]

        assert [told for told, by_us, by_hand in cases if by_us != by_hand] == []

    assert seen["gap"], seen
    print(dict(seen), len(daylight.zones()), "zones")


@pytest.mark.P6
def test_a_term_that_ends_where_clocks_change_passes_at_that_instant_and_not_before(rounds: Rounds) -> None:
    for chance in rounds(PROCESSES):
        zone = chance.choice(daylight.zones())
        day = chance.choice(daylight.changes(zone) or [date(2030, 6, 1)])
        length = chance.randint(1, 20)
        wall = datetime.combine(day, chance.choice(daylight.LOCAL_TIMES)) - length * daylight.DAY
        begun = daylight.instant_of(wall, zone)
        due = daylight.days_later(begun, length, zone)
        phases = {"work": a_phase({"finish": a_move("end.finished")}, term=f"P{length}D")}
        table = Table(a_method(phases=phases, roles=ROLES), begun)
        table.do("open", "chair", method="small", title="Table", name="Chair", zone=zone)

        early = table.wait(microseconds=(due - begun) // MICROSECOND - 1)
        assert [event for event in early if isinstance(event, PhaseOverdue)] == []
        late = table.wait(seconds=1)
        assert [type(event) for event in late if isinstance(event, PhaseOverdue)] == [PhaseOverdue]
        (event,) = [one for one in table.events if isinstance(one.body, PhaseOverdue)]
        assert event.moment == due, (zone, wall)
