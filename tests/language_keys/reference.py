"""What docs/reference/method.md says: its tables of keys, the words in them, and its examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.language_keys.worlds import Words, load, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.language_keys.worlds import Part

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "method.md").read_text(encoding="utf-8")
PLACES = load(Path(__file__).parent / "page.yaml")
TABLES = {
    "Method": "a method", "Word": "a word", "May": "`may`", "Extension": "`extend`", "Adoption": "`adopt`",
    "Role": "a role",
    "RecordType": "a record", "Sealing": "`sealed_until`", "FieldDeclared": "a field", "DecisionType": "a decision",
    "Window": "`open_for`, where it is a window", "Ballot": "a ballot", "Range": "`number`", "Rule": "a rule",
    "Majority": "`majority`", "Ceiling": "`at_most`", "OneDecides": "`one_decides`", "Gate": "a gate",
    "ConditionOrGroup": "a condition or group", "Phase": "a phase", "Move": "a move",
    "Later": "what a gate under `while` leads to", "End": "an end",
}  # fmt: skip
IN_PROSE = ("Who", "Clock", "Sight")
_CELL = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"^```yaml ?([a-z_.]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """What the page says of a key."""

    part: str
    key: str
    meaning: str
    default: str
    example: str

    @property
    def shown(self) -> Part:
        """The example, as it is read."""
        found: Part = yaml.load(self.example.strip("`"), Words)  # noqa: S506  # a SafeLoader
        return found


def rows() -> list[Row]:
    """Return every row of every table of keys."""
    return [Row(part, *cells) for part, name in TABLES.items() for cells in _table(f"| key of {name} |")]


def words(part: str, key: str) -> str:
    """Return where the words that are enumerated for a key are explained: its row, and the tables of words."""
    told = [f"{row.meaning} {row.default}" for row in rows() if (row.part, row.key) == (part, key)]
    firsts = [line for line in PAGE.splitlines() if line.startswith("| `")]
    return " ".join(told + [_cells(line)[0] for line in firsts])


def examples() -> list[tuple[str, Part]]:
    """Return every block of YAML on the page, by where it begins, put into a method at the place it names."""
    found = []
    for match in _FENCE.finditer(PAGE):
        declared = yaml.load(match[2], Words)  # noqa: S506  # a SafeLoader
        place = [step for step in match[1].split(".") if step]
        found.append((match[2].splitlines()[0], put(place, declared)))
    return found


def put(place: list[Any], declared: Part, into: Part | None = None) -> Part:
    """Return the method of the page with something at a place of it."""
    return merged(into or PLACES["method"], _at(place, declared, into or PLACES["method"]))  # type: ignore[no-any-return]


def example_in_its_place(row: Row) -> Part:
    """Return the method of the page with the example of a row in it."""
    place = PLACES["places"][row.part]
    method: Part = PLACES["method"]
    for name in (row.part, f"{row.part}.{row.key}"):
        method = put(place, PLACES["instead"].get(name, {}), merged(method, PLACES["with"].get(name, {})))
    return put(place, row.shown, method)


def _at(place: list[Any], declared: Any, whole: Any) -> Any:
    if not place:
        return declared
    step, *rest = place
    if isinstance(whole, list):
        inner = merged(whole[step], _at(rest, declared, whole[step]))
        return [*whole[:step], inner, *whole[step + 1 :]]
    return {step: _at(rest, declared, whole.get(step, {}))}


def _table(header: str) -> Iterator[list[str]]:
    lines = PAGE.splitlines()
    begins = next((number for number, line in enumerate(lines) if line.startswith(header)), None)
    assert begins is not None, f"the page has no table with the header {header}"
    for line in lines[begins + 2 :]:
        if not line.startswith("|"):
            return
        key, *cells = _cells(line)
        yield [key.strip("`"), *cells]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CELL.split(line.strip().strip("|"))]
