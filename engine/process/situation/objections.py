"""Objections raised in a run of a decision."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Objection:
    """A record that is an objection in a run: open until it is settled by its raiser or judged inadmissible."""

    record: str
    run: str
    admissible: bool = True
    settled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it holds the decision up."""
        return self.admissible and not self.settled
