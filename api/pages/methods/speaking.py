"""Says the parts of a method in plain words for whoever is asked to consent to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.wording.drawing import tongue_for
from api.wording.methods import Words
from engine.authoring.drawing import Tongue, chart_of
from engine.authoring.drawing.sentences import sentence
from engine.authoring.drawing.tongue import lowered
from engine.language.plan import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.authoring.drawing import Chart
    from engine.language import Method
    from engine.language.conditions import Need
    from engine.language.subjects import Subjects
    from engine.language.who import Who


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a short list: what it is about, and what is so."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A method with the words of one language of its own, those of pictures and those of these pages."""

    method: Method
    tongue: Tongue
    words: Words
    chart: Chart

    @property
    def language(self) -> str:
        """The language of the method that is spoken."""
        return self.tongue.language

    def fact(self, name: str, text: str | None) -> list[Fact]:
        """Return a fact as a list of one, and none where there is nothing to say."""
        return [Fact(self.words(name), text)] if text else []

    def who(self, who: Who | None, link: str = "or") -> str:
        """Say who that is; nothing where nobody is named."""
        return self.tongue.people(who, link) if who is not None else ""

    def each(self, subjects: Subjects) -> str:
        """Say for what there is one of something."""
        return self.tongue.listed([lowered(self.tongue.thing(one.kind)) for one in subjects])

    def sight(self, name: str, seen_by: Iterable[str]) -> str:
        """Say who sees a record, a decision or a field of one, by the audiences that are declared."""
        several = list(seen_by)
        wide = next((one for one in ("public", "process") if one in several), None)
        if wide:
            return self.words(f"sees_{wide}")
        return self.tongue.listed([self._audience(name, one) for one in several] or [self.words("sees_owner")])

    def sentence(self, need: Need) -> str:
        """Say what a condition says where it is not met, about anybody."""
        return sentence(self.tongue, need)

    def table(self, path: str) -> str:
        """Say who sits at the table of a phase; nothing where the method does not say."""
        plan = self.method.plan
        at = plan.table_around(path)
        return self.tongue.listed([self.tongue.role(one) for one in self._table_at(at)]) if at is not None else ""

    def _audience(self, name: str, audience: str) -> str:
        if audience == "table":
            roles = self.tongue.listed([self.tongue.role(one) for one in self._roles_at_table(name)])
            return self.words("sees_table", roles=roles) if roles else self.words("sees_table_bare")
        if audience in ("party", "owner", "picked"):
            return self.words(f"sees_{audience}")
        return self.tongue.role(audience)

    def _roles_at_table(self, name: str) -> Iterator[str]:
        """Yield the roles at the tables of all phases in which there can be one of something."""
        plan, open_in = self.method.plan, self.method.opened_in.get(name, frozenset())
        for path in (one for one in plan.nodes if one in open_in):
            at = plan.table_around(path)
            yield from self._table_at(at) if at is not None else ()

    def _table_at(self, path: str) -> tuple[str, ...]:
        return self.method.plan.nodes[path].declared.table or ()


def speaker_for(method: Method, *wanted: str | None) -> Speaker:
    """Return what says a method in the first wanted language that it has, else in its own first."""
    tongue = tongue_for(method, *wanted)
    return Speaker(method, tongue, Words(tongue.language), chart_of(method, tongue))


def phase_name(speaker: Speaker, path: str) -> str:
    """Return a phase by its number and title; the method by its title."""
    if path == ROOT:
        return speaker.chart.title
    return next(f"{one.number} {one.title}" for one in speaker.chart.walk() if one.path == path)
