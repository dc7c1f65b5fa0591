"""Signs that a process gets stuck: what makes one, what makes none, and where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pytest

from api.pages import signs
from api.pages.signs import MEETINGS, QUIET, ROUNDS, Seen, Sign, signs_of
from api.routes import portfolio
from api.wording.portfolio import words_of_portfolio
from engine.process.view.shapes import (
    Decision,
    Level,
    MethodRef,
    Named,
    ParticipantView,
    PartyView,
    Phase,
    Progress,
    RoleView,
    SessionView,
    Tally,
)
from tests.api.forms_in import text_in
from tests.api.test_portfolio import do, opened, page_of, rows_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PROGRESS = Progress(
    id="river", title="River", method=MethodRef("small", "1.0.0", "", "Small"), language="en", zone="UTC", state="open",
    outcome=None, end=None, revision=1, opened_at=NOW, changed_at=NOW, phases=[], progress=Level(0, 1, 0), moves=[],
    todo=[], decisions=[], holds=[], waivers=[], catch_up=[], taken_in=None, rehearsal=False, children=[], parent=None,
    links={},
)  # fmt: skip
TOWN, WATER = Named("town", "Town"), Named("water", "Water")


def seen(
    decisions: list[Decision] | None = None, sessions: list[SessionView] | None = None,
    joined: datetime = NOW - 90 * DAY, left: datetime | None = None, tables: dict[str, frozenset[str]] | None = None,
    **progress: Any,
) -> Seen:  # fmt: skip
    """Return what is seen of a process of Town and Water in which all is well, but for what is said."""
    parties = [PartyView(one.id, one.name, joined, left, catching_up=False) for one in (TOWN, WATER)]
    envoy = [RoleView("envoy", "Envoy", accepted=None)]
    people = [ParticipantView(f"of-{one.id}", "Somebody", one, envoy, joined, None) for one in (TOWN, WATER)]
    return Seen(replace(PROGRESS, **progress), decisions or [], sessions or [], parties, people, tables or {})


def phase(entered: int, due: int, *, overdue: bool = True, status: Literal["now", "done"] = "now") -> Phase:
    """Return a phase that was entered and due so many days ago."""
    return Phase("convene", "Convene", status, NOW - entered * DAY, NOW - due * DAY, overdue)


def put(*states: Literal["open", "accepted", "rejected", "lapsed"], subject: str = "town") -> list[Decision]:
    """Return what was put to a vote so many times, and what became of it each time."""
    nobody = Tally(0, 0, 0, {}, {}, {}, None)
    return [
        Decision("start", "We start", f"run-{number}", [subject], one, None, [], [], [], None, NOW, None, None, nobody)
        for number, one in enumerate(states)
    ]


def met(*present: list[Named], state: Literal["held", "planned"] = "held") -> list[SessionView]:
    """Return meetings, one a day, each with those parties of which somebody was there."""
    return [
        SessionView(
            f"meeting-{number}", "Meeting", Named("convene", "Convene"), state, NOW - (30 - number) * DAY, None, None,
            NOW, [Named(f"of-{one.id}", "Somebody") for one in some], None, None,
        )
        for number, some in enumerate(present)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (seen(phases=[phase(30, 10)]), [Sign("overrun", 10, "Convene")]),
        (seen(phases=[phase(30, 9)]), []),
        (seen(phases=[phase(30, 10, status="done")]), []),
        (seen(phases=[phase(30, 10, overdue=False)]), []),
        (seen(changed_at=NOW - QUIET), [Sign("quiet", 21)]),
        (seen(changed_at=NOW - QUIET + timedelta(seconds=1)), []),
        (seen(changed_at=NOW - QUIET, progress=Level(1, 1, 100)), []),
        (seen(changed_at=NOW - QUIET, progress=Level(None, None, None)), []),
        (seen(put("rejected", "lapsed", "open")), [Sign("again", ROUNDS, "We start")]),
        (seen(put("rejected", "rejected")), []),
        (seen(put("rejected", "rejected", "accepted")), []),
        (seen([*put("rejected", "rejected"), *put("rejected", subject="water")]), []),
        (seen(sessions=met([TOWN], [TOWN])), [Sign("away", MEETINGS, "Water")]),
        (seen(sessions=met([WATER], [TOWN], [TOWN])), [Sign("away", MEETINGS, "Water")]),
        (seen(sessions=met([TOWN], [TOWN, WATER])), []),
        (
            seen(sessions=met([TOWN], [TOWN]), tables={"convene": frozenset({"envoy"})}),
            [Sign("away", MEETINGS, "Water")],
        ),
        (seen(sessions=met([TOWN], [TOWN]), tables={"convene": frozenset({"board"})}), []),
        (seen(sessions=met([TOWN])), []),
        (seen(sessions=[*met([TOWN]), *met([TOWN], state="planned")]), []),
        (seen(sessions=met([TOWN], [TOWN]), joined=NOW - 29 * DAY), []),
        (seen(sessions=met([TOWN], [TOWN]), left=NOW), []),
    ],
)
def test_a_sign_is_a_fact_with_its_measure(shown: Seen, expected: list[Sign]) -> None:
    assert signs_of(shown, NOW) == expected


@pytest.mark.parametrize("state", ["held", "ended"])
def test_what_is_held_or_ended_shows_no_signs(state: str) -> None:
    assert signs_of(seen(put("rejected", "rejected", "rejected"), changed_at=NOW - QUIET, state=state), NOW) == []


def test_a_sign_is_said_in_either_language() -> None:
    told = [Sign("quiet", 21), Sign("away", 2, "Water")]

    assert [one.told(words_of_portfolio("en")) for one in told] == [
        "21 days without a change while the gate is shut",
        "Water was not at the last 2 meetings",
    ]
    assert [one.told(words_of_portfolio("nl")) for one in told] == [
        "21 dagen geen verandering terwijl de poort dicht is",
        "Water was niet bij de laatste 2 bijeenkomsten",
    ]
    assert [one.tag(words_of_portfolio("nl")) for one in told] == ["21 dagen niets nieuws", "Water 2 keer afwezig"]


def test_signs_stand_at_their_process_in_a_list_of_their_own_and_in_the_file(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    river = opened(client, title="River")
    do(client, river, do="join", participant="rik", name="Rik", party="Town", roles=["representative"])
    do(client, opened(client, title="Dike"), do="hold", reason="Summer")
    assert "Signs of getting stuck" not in text_in(page_of(client))

    for one in (signs, portfolio):
        monkeypatch.setattr(one, "QUIET", -DAY)

    said = text_in(page_of(client))
    assert "River Small Nothing new for 0 days" in said
    assert "River 0 days without a change while the gate is shut" in said
    assert "Signs of getting stuck" in said
    heads, *rows = rows_of(client)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert {one["Process"]: one["Signs of getting stuck"] for one in told} == {
        "River": "0 days without a change while the gate is shut",
        "Dike": "",
    }
    assert "Signs of getting stuck" not in text_in(page_of(client, "?state=held"))
