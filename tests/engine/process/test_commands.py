"""What a command may hold: it is refused, and the place is named, before anything is decided."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from engine.process.commands import read_command
from engine.process.commands.base import Decimal
from tests.factories import command


def complaints(do: str, **told: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a command: the last name of the place, and the kind of mistake."""
    with pytest.raises(ValidationError) as raised:
        command(do, "ann", **told)
    return [(str(one["loc"][-1]), one["type"]) for one in raised.value.errors()]


def test_a_control_character_is_named_by_place_and_code_point() -> None:
    with pytest.raises(ValidationError, match=r"character 3 is U\+0007"):
        command("cancel", "an\aa", reason="Enough")
    assert complaints("cancel", reason="a\0b") == [("reason", "control_character")]


@pytest.mark.parametrize("identity", ["a b", "-a", "é", "a" * 65])
def test_the_id_of_something_new_is_plain(identity: str) -> None:
    assert complaints("hold", hold=identity, reason="Wait") == [("hold", "new_id")]


def test_a_decimal_is_no_text() -> None:
    assert complaints("cancel", reason=Decimal("1.5")) == [("reason", "string_type")]


@pytest.mark.parametrize("until", [20260302, "2 March", "2026-03-02T00:00"])
def test_a_day_is_written_with_year_month_and_day_and_is_no_number(until: Any) -> None:
    assert complaints("hold", until=until, reason="Wait") == [("until", "day")]


def test_a_day_that_is_written_so_is_taken() -> None:
    read = read_command.validate_python({"do": "hold", "actor": "ann", "until": "2026-03-02", "reason": "Wait"})

    assert str(getattr(read, "until")) == "2026-03-02"  # noqa: B009  # it is a Hold
