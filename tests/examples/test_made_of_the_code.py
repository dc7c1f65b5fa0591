"""What the reference says of settings, events, problems and the command line is what the code has."""

from __future__ import annotations

import re
import sys

import pytest
from typer.main import get_command

from api.cli import app
from api.settings import Settings
from tests.examples.fences import ROOT, USAGE, fences, pages, the_only

sys.path.insert(0, str(ROOT / "scripts"))

from write_reference import PAGES, PLACE

SETTINGS = (PLACE / "settings.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `SLUIS_(\w+)` \| (.+?) \| .{12,} \|$", SETTINGS, re.MULTILINE))
SOURCES = [path for part in ("api", "engine", "methods", "scripts") for path in sorted((ROOT / part).rglob("*.py"))]


def written(default: object) -> str:
    """Return how the page writes a default."""
    if default is None or default == ():
        return "none"
    return f"`{', '.join(default) if isinstance(default, tuple) else default}`"


def test_every_setting_is_explained_with_its_default() -> None:
    declared = {name.upper(): written(field.default) for name, field in Settings.model_fields.items()}

    assert declared == ROWS


def test_every_variable_that_the_code_names_is_a_setting() -> None:
    named = {
        name for path in SOURCES for name in re.findall(r"\bSLUIS_([A-Z_]+[A-Z])\b", path.read_text(encoding="utf-8"))
    }

    assert named - set(ROWS) == set()


def test_nothing_but_the_settings_reads_the_environment_for_a_setting() -> None:
    reading = [
        path.name for path in SOURCES if re.search(r"environ(\[|\.get\()['\"]SLUIS_", path.read_text(encoding="utf-8"))
    ]

    assert reading == []


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_as_the_code_writes_it(name: str) -> None:
    assert (PLACE / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def commands() -> dict[str, set[str]]:
    """Return the options of every command, by its words."""
    found = {}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]  # it is a group
        for words, one in {
            name: command,
            **{f"{name} {sub}": two for sub, two in getattr(command, "commands", {}).items()},
        }.items():
            found[words] = {option for given in one.params for option in (*given.opts, *given.secondary_opts)}
    return found


COMMANDS = commands()
USAGES = [
    line for page in pages() for block in fences(page) if block.words == USAGE for line in block.text.splitlines()
]


def named(line: str) -> list[str]:
    """Return which commands a line names: `sluis process archive|delete ID` names two."""
    first, second = re.match(r"sluis ([a-z]+)(?: ([a-z|]+)\b)?", line).groups("")  # type: ignore[union-attr]
    under = [f"{first} {word}" for word in second.split("|")]
    return under if under[0] in COMMANDS else [first]


@pytest.mark.parametrize("line", USAGES)
def test_what_is_said_of_a_command_is_so(line: str) -> None:
    for one in re.split(r",? (?=sluis )", re.sub(r"#.*| {2,}.*", "", line)):
        for name in named(one):
            assert name in COMMANDS
            assert set(re.findall(r"--[a-z-]+", one)) <= COMMANDS[name] | {"--help"}


def test_every_command_stands_on_its_page() -> None:
    page = the_only(PLACE / "command-line.md", "text usage")
    told = {word for line in page.splitlines() for word in re.findall(r"sluis ([a-z]+)", line)}

    assert told == {name.split()[0] for name in COMMANDS}
