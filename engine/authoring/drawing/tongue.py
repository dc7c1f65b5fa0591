"""How people, clocks and things of a method are called in a picture, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.clocks import Period
from engine.language.who import (
    Anyone,
    EachHolder,
    EachParty,
    Holder,
    NamedIn,
    Nobody,
    OfPair,
    Oneself,
    Parties,
    WriterOf,
)
from engine.language.who import parts_of as persons_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.language.clocks import Clock
    from engine.language.declaration import Declaration
    from engine.language.texts import Text
    from engine.language.who import Who

UNITS = ((12, "year"), (1, "month"))
DAYS = ((1, "day"),)
WORDS_FOR: Mapping[type, str] = {
    Anyone: "anyone",
    EachHolder: "every_holder",
    EachParty: "role_of_each_party",
    Holder: "at_least_so_many",
    NamedIn: "named_in_records",
    Nobody: "nobody",
    OfPair: "role_of_pair",
    Oneself: "oneself",
    Parties: "each_party",
    WriterOf: "writer_of",
}
SECONDS = ((3_600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of a language by what is meant, and the method whose own words go with them."""

    language: str
    words: Mapping[str, str]
    declared: Declaration

    def __call__(self, word: str, **values: object) -> str:
        """Return a word or sentence with its values filled in."""
        return self.words[word].format(**values)

    def text(self, text: Text | None) -> str:
        """Return a text of the method on one line."""
        return " ".join(text.say(self.language).split()) if text else ""

    def counted(self, number: int, what: str) -> str:
        """Return `1 condition`, `2 conditions`."""
        return self(f"{what}_one" if number == 1 else f"{what}_many", number=number)

    def listed(self, things: Sequence[str], link: str = "and") -> str:
        """Join a list as people write one."""
        *before, last = dict.fromkeys(things) or [""]
        return f"{', '.join(before)} {self(link)} {last}" if before else last

    def role(self, name: str) -> str:
        """Return a role by its title."""
        role = self.declared.roles.get(name)
        return self.text(role.title) if role else name

    def thing(self, name: str) -> str:
        """Return a party, participant, role, record or decision by its title."""
        if name in ("party", "participant"):
            return self(name)
        declared = self.declared
        found = declared.roles.get(name) or declared.records.get(name) or declared.decisions.get(name)
        return self.text(found.title) if found else name.replace("_", " ")

    def kind(self, name: str) -> str:
        """Return a kind of thing as it stands after `each`: `topic`, `“What is still owed”`."""
        title = self.thing(name)
        return f"“{title}”" if self._is_question(title) else lowered(title)

    def _is_question(self, title: str) -> bool:
        return title.partition(" ")[0].lower() in self("questions").split()

    def a_thing(self, name: str) -> str:
        """Return one of a kind as it stands inside a sentence: `a party`, `een onderwerp`, `“What is still owed”`."""
        noun = self.kind(name)
        if noun.startswith("“"):
            return noun
        return self("an" if noun[:1].lower() in "aeiou" else "a", noun=noun)

    def people(self, who: Who, link: str = "or") -> str:
        """Return who that is in words: any of them, or all where they are linked by `and`."""
        return self.listed([self._person(one) for one in persons_in(who)], link)

    def _person(self, who: Who) -> str:
        if isinstance(who, Holder) and who.at_least == 1:
            return self.role(who.role)
        if isinstance(who, Holder | EachParty | EachHolder | OfPair):
            return self(WORDS_FOR[type(who)], role=self.role(who.role), number=getattr(who, "at_least", 1))
        record = lowered(self.thing(who.record)) if isinstance(who, WriterOf) else ""
        return self(WORDS_FOR[type(who)], record=record)

    def clock(self, clock: Clock) -> str:
        """Return how long that lasts in words: `28 days`, `until “The day of the review”`."""
        if clock.amount is None:
            return self._moments(clock, "until")
        return self._length(clock) if not clock.moments else self._moments(clock, clock.sense)

    def when(self, clock: Clock) -> str:
        """Return when that is in words: `after 28 days`, `on “The day of the review”`, `when “Report” is shared`."""
        if clock.amount is None:
            return self._moments(clock, "at")
        return self.clock(clock) if clock.moments else self("after_so_long", length=self._length(clock))

    def _length(self, clock: Clock) -> str:
        amount = self.period(clock.amount) if isinstance(clock.amount, Period) else ""
        return amount or self.counted(getattr(clock.amount, "days", 0), "working_day")

    def _moments(self, clock: Clock, sense: str) -> str:
        """Return moments after a word that fits them: what happens is a clause, a day that somebody wrote is none."""
        first = clock.earliest and len(clock.moments) > 1
        told = self.listed([self._moment(one) for one in clock.moments], "or" if first else "and")
        happens = all(f"moment_{one.rpartition('.')[2]}" in self.words for one in clock.moments)
        word = f"{sense}_{'first_of' if first else 'event' if happens else 'day'}"
        return self(word, length=self._length(clock), moments=told)

    def period(self, period: Period) -> str:
        """Return a length of time in words."""
        parts = []
        for number, units in ((period.months, UNITS), (period.days, DAYS), (period.seconds, SECONDS)):
            left = number
            for size, unit in units:
                count, left = divmod(left, size)
                parts += [self.counted(count, unit)] if count else []
        return self.listed(parts) if parts else self.counted(0, "day")

    def _moment(self, dotted: str) -> str:
        name, _, last = dotted.rpartition(".")
        thing = self._named(name or last)
        return self(f"moment_{last}", thing=thing) if f"moment_{last}" in self.words else f"“{self._named(dotted)}”"

    def _named(self, dotted: str) -> str:
        """Return what a dotted name in a clock means, by its title where that is known."""
        first, _, rest = dotted.partition(".")
        if not rest:
            phases = [phase for name, phase in self.declared.phases.items() if name == first]
            return self.text(phases[0].title) if phases else self.thing(first)
        fields = self.declared.case if first == "case" else getattr(self.declared.records.get(first), "fields", {})
        return self.text(fields[rest].title) if rest in fields else rest.replace("_", " ").replace(".", " ")


def lowered(title: str) -> str:
    """Return a title as it stands inside a sentence; abbreviations keep their capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def raised(sentence: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]
