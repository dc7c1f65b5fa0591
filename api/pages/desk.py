"""A reader before a process: what he is told, from which seat he acts, and by what words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.cursors import write_cursor
from api.dependencies import etag_of, identity_of, settings_of, tell, telling_of
from api.pages.binding import signer_for
from api.wording.process import words_in
from engine.language.sights import is_narrow
from engine.process.who import fitting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import Request

    from api.pages.binding import Signer
    from api.wording.process import Words
    from engine import Engine
    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.process.situation import Participant, Party, Situation
    from engine.process.view import Telling
    from engine.process.who import Wanted


@dataclass(frozen=True, slots=True)
class Desk:
    """Whoever reads a process, ready to be told of it. `own` tells of his turns alone; `signer` is None: he only reads.

    `is_named`: addresses say from which seat he reads, as no account does. `document_megabytes`: what the server takes
    in of a document. `offered` are the titles of the phases to which this process can bring the one that began it.
    """

    telling: Telling
    own: Telling
    say: Words
    seat: str | None
    signer: Signer | None
    is_named: bool
    document_megabytes: int
    offered: Mapping[str, str] = field(default_factory=dict)

    @property
    def process(self) -> str:
        """The id of the process."""
        return self.telling.situation.process

    @property
    def method(self) -> Method:
        """By which method it goes."""
        return self.telling.method

    @property
    def situation(self) -> Situation:
        """How it stands; what of it is told, `telling.sight` says."""
        return self.telling.situation

    @property
    def party(self) -> str | None:
        """The party of the seat."""
        person = self.situation.participants.get(self.seat or "")
        return person.party if person else None

    def address(self, *parts: str, **query: str) -> str:
        """Return the address of a page of this process, for this reader."""
        told = query | ({"seat": self.seat} if self.is_named and self.seat else {})
        path = "/".join(("/processes", self.process, *parts))
        return f"{path}?{urlencode(told)}" if told else path

    def from_seat(self, seat: str) -> str:
        """Return the address of this process as it is read from another seat."""
        return f"/processes/{self.process}?{urlencode({'seat': seat})}"

    def able(self, entries: Sequence[Wanted]) -> list[str | None]:
        """Return the roles in which he is one of those who are wanted; a bare participant is None."""
        if self.seat is None:
            return []
        found = fitting(self.method, self.situation, self.seat, entries, None)
        return list(dict.fromkeys(one.role for one in found))

    def glossary(self) -> list[tuple[str, str]]:
        """Return the words of the method with what they mean, in the reader's language."""
        words, language = self.method.declared.glossary.values(), self.telling.language
        return [(one.word.say(language), one.meaning.say(language)) for one in words]

    def tag(self) -> str:
        """Return the ETag of what he is told."""
        return etag_of(self.telling)

    def place(self) -> str:
        """Return the place in his log up to which he is told."""
        return write_cursor(self.telling.sight.vector(self.situation))

    def is_open(self, name: str) -> bool:
        """Tell whether a phase opens a record or a decision now."""
        return any(self.situation.is_now(path) for path in self.method.opened_in.get(name, ()))

    def hides(self, name: str) -> bool:
        """Tell whether fewer see a record or a decision than see the process."""
        declared = self.method.declared
        kept = declared.records.get(name) or declared.decisions[name]
        return is_narrow(kept.seen_by)

    def has_subject(self, per: Subjects | None, ids: Sequence[str]) -> bool:
        """Tell whether these are ids of what something can be kept for, of which the reader may know."""
        return len(ids) == len(per or ()) and all(
            self._is_there(part.kind, one) for part, one in zip(per or (), ids, strict=True)
        )

    def _is_there(self, kind: str, identity: str) -> bool:
        known: Party | Participant | None
        if kind in self.method.declared.records:
            record = self.situation.records.get(identity)
            return (
                record is not None
                and record.type == kind
                and record.is_live
                and self.telling.sight.live(record) is not None
            )
        known = (self.situation.parties if kind == "party" else self.situation.participants).get(identity)
        is_held = kind in ("party", "participant") or any(
            one.participant == identity for one in self.situation.holders(kind)
        )
        return known is not None and known.left_at is None and is_held


def desk_for(request: Request, engine: Engine, process: str, seat: str | None) -> Desk:
    """Return whoever asks before a process; where there are no accounts, from the seat that he names.

    Raises ProcessUnknown, as where that seat is nobody's.
    """
    telling = telling_of(engine, request, process, seat)
    return replace(_desk(request, telling), offered=_offered(engine, telling))


def desk_then(request: Request, engine: Engine, method: Method, situation: Situation, seat: str) -> Desk | None:
    """Return the same reader before the process as it stands in the moment of an act; None where he has left it."""
    person = situation.participants.get(seat)
    if person is None or person.left_at is not None:
        return None
    return _desk(request, tell(request, method, situation, seat, organisation=engine.organisation))


def desk_of_the_room(telling: Telling) -> Desk:
    """Return nobody in particular before a process that is told as a whole: he only reads."""
    return Desk(telling, telling, words_in(telling.language), None, None, is_named=False, document_megabytes=0)


def _offered(engine: Engine, telling: Telling) -> dict[str, str]:
    lineage = telling.situation.lineage
    if lineage is None or not lineage.offers:
        return {}
    method, _ = engine.situation(lineage.parent)
    return {path: method.title_of(path).say(method.language(telling.language)) for path in lineage.offers}


def _desk(request: Request, telling: Telling) -> Desk:
    seat = telling.sight.reader.participant
    signer = signer_for(request, telling.situation.process, seat)
    is_named = identity_of(request) is None
    megabytes = settings_of(request).document_megabytes
    return Desk(telling, telling.of_own_turns(), words_in(telling.language), seat, signer, is_named, megabytes)
