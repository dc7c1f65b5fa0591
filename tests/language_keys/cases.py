"""The cases, as the files in `cases/` have them: for a key, a method without and with a change, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.language_keys.worlds import Part, World, base, load, merged, reading

HERE = Path(__file__).parent / "cases"
PARTS_OF_A_CASE = {"given", "unopened", "change", "people", "opening", "steps", "check"}
ABSENT = "-"


@dataclass(frozen=True, slots=True)
class Case:
    """A case. Its name is the key or keys it is about, with a word of its own behind a colon where there are several.

    `given` is what both methods have beyond the base, `change` what only the second has. Then they are played with the
    same `steps`, or read: then `check` is what is said about the second and not about the first.
    """

    name: str
    told: Part

    @property
    def keys(self) -> list[str]:
        """The keys it is about."""
        return [one.strip() for one in self.name.partition(":")[0].split(",")]

    @property
    def methods(self) -> tuple[Part, Part]:
        """The method without and the method with the change."""
        without = merged(base()["method"], self.told.get("given", {}))
        return without, merged(without, self.told["change"])

    def complaints(self) -> tuple[str, str]:
        """Return all that is said about the two methods when they are read."""
        one, other = ("\n".join(str(told) for told in reading(method).diagnostics) for method in self.methods)
        return one, other

    def played(self) -> tuple[list[object], list[object]]:
        """Return what came of the steps in the two worlds."""
        one, other = (World(method, self.told) for method in self.methods)
        steps = self.told["steps"]
        return [one.step(step) for step in steps], [other.step(step) for step in steps]


def cases() -> list[Case]:
    """Return every case of every file."""
    found = []
    for file in sorted(HERE.glob("*.yaml")):
        told: dict[str, Any] = load(file)
        found += [Case(name, one) for name, one in told.items()]
    return found


def fits(expected: object, found: object) -> bool:
    """Tell whether an outcome is what a case expects: all its words are there, and none that has a minus before it."""
    if not isinstance(expected, str) or not isinstance(found, str):
        return expected == found
    words = found.split()
    absent = [word[1:] for word in expected.split() if word.startswith(ABSENT)]
    present = [word for word in expected.split() if not word.startswith(ABSENT)]
    return (expected == found) or (set(present) <= set(words) and not set(absent) & set(words))
