"""docs/reference/commands.md has every command with its keys, those it needs apart from those it may have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.process.commands import COMMANDS, read_command

PAGE = (Path(__file__).parents[3] / "docs/reference/commands.md").read_text(encoding="utf-8")
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)}
OF_EVERY_COMMAND = {"do", "actor", "as"}


def test_every_command_is_there() -> None:
    assert list(ROWS) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_key_is_there(command: str) -> None:
    schema = read_command.json_schema()
    declared = schema["$defs"][schema["discriminator"]["mapping"][command].rpartition("/")[2]]
    needed = set(declared.get("required", ())) - OF_EVERY_COMMAND
    _, needs, may_have = ROWS[command]

    assert set(re.findall(r"`(\w+)`", needs)) == needed
    assert set(re.findall(r"`(\w+)`", may_have)) == set(declared["properties"]) - needed - OF_EVERY_COMMAND
