"""Whoever a document is made for: the words of the pages, and what each document says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.desk import Desk
from api.pages.people import Company
from api.wording.process import words_in
from api.wording.reports import report_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from api.exports.copying import Copy
    from api.wording.process import Words
    from engine.process.view import Telling
    from engine.process.view.shapes import Entry


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader with his copy of a process. `say` has the words of documents, `desk` those of the pages."""

    copy: Copy
    desk: Desk
    company: Company
    say: Words

    @property
    def telling(self) -> Telling:
        """How the process is told to him."""
        return self.copy.telling

    def when(self, at: datetime | None) -> str:
        """Return an instant as people say it; nothing where there is none."""
        return self.telling.instant(at) if at else ""

    def lines(self, *kinds: str) -> Iterable[Entry]:
        """Return the lines of the log of some kinds, the oldest first."""
        return (one for one in self.copy.log if one.type in kinds)

    def made(self) -> list[str]:
        """Say for whom a document is, as of when, and that it shows what this reader may see."""
        telling, say = self.telling, self.say
        me = telling.person(telling.sight.reader.participant)
        person = self.company.me()
        party = f" ({person.party.name})" if person and person.party else ""
        whom = say("made_for", who=f"{me.name}{party}") if me else say("made_for_nobody")
        revision = telling.sight.revision(telling.situation)
        return [
            whom,
            say("made_at", revision=revision, when=self.when(telling.sight.changed_at(telling.situation))),
            say("made_shows"),
            *([self.desk.say("rehearsal")] if telling.situation.rehearsal else []),
        ]


def reading_of(copy: Copy) -> Reading:
    """Return a reader with his copy."""
    telling = copy.telling
    seat = telling.sight.reader.participant
    desk = Desk(
        telling, telling.of_own_turns(), words_in(telling.language), seat, None, is_named=False, document_megabytes=0
    )
    return Reading(copy, desk, Company(desk), report_words(telling.language))
