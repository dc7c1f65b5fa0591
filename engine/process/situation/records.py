"""Records and their versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from engine.process.persistent import Map, empty
from engine.process.situation.people import Signature
from engine.process.situation.values import Json, Subject


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a record; `event` holds its content, at the place `order` among all events.

    `label` is who may know of it, `veils` who may see the fields that fewer may see, and `shown` who may see some of
    these besides, because they were picked. `apart` are the fields behind each veil.
    """

    number: int
    fields: Map[str, Json] | None
    author: str
    at: datetime
    event: str = ""
    order: int = 0
    label: str = ""
    veils: Map[str, str] = field(default_factory=empty)
    on_behalf_of: str | None = None
    apart: tuple[tuple[str, ...], ...] = ()
    shown: Map[str, str] = field(default_factory=empty)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted an editorial correction, and by whom the confirmations were given that it renews."""

    by: Signature
    renews: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """An editorial correction that waits for those who confirmed the version it corrects."""

    version: Version
    acceptances: tuple[Acceptance, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record comes from: another process of the family, the record there and the event that worded it there.

    `name` is who wrote it, where he takes no part here; `is_over`: it counts there no longer.
    """

    process: str
    record: str
    wording: str
    name: str | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record. `live` is the version that counts; `drafts` are unshared ones by side, of which no side sees another's.

    `party` is the party it belongs to, `subject` for what it is kept, in the order of the type's `per`. It was first
    shared at `shared_at`, or first again since it lapsed, and at `known_since` with all who may know of it now.
    `proposed` is the highest number that a correction had: no two wordings that others saw have the same. `picked` are
    parties that its owner picked to see it, known to `picked_label`; `origin` is where it comes from, if from another
    process.
    """

    id: str
    type: str
    subject: Subject
    party: str | None
    drafts: Map[str, Version] = field(default_factory=empty)
    live: Version | None = None
    shared_at: datetime | None = None
    known_since: datetime | None = None
    changed_at: datetime | None = None
    confirmations: tuple[Signature, ...] = ()
    confirmed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    lapsed_at: datetime | None = None
    disputes: tuple[Signature, ...] = ()
    correction: Correction | None = None
    proposed: int = 0
    picked: tuple[str, ...] = ()
    picked_label: str = ""
    origin: Origin | None = None

    def shared_since(self, at: datetime) -> datetime:
        """Return since when it is shared, where it is shared at an instant: since then, where its time was over."""
        return at if self.shared_at is None or self.lapsed_at is not None else self.shared_at

    @property
    def draft(self) -> Version | None:
        """The newest draft of any side: for tools that play every part, never for a reader."""
        return max(self.drafts.values(), key=lambda one: (one.at, one.author), default=None)

    @property
    def origin_counts(self) -> bool:
        """Whether it comes from another process, and counts there as far as is known here."""
        return self.origin is not None and not self.origin.is_over

    @property
    def numbered(self) -> int:
        """The highest number of a version that others than its writer's side saw; 0 where there is none."""
        return max(self.live.number if self.live else 0, self.proposed)

    @property
    def latest(self) -> int:
        """The number of its newest version of any side; 0 where there is none."""
        return max((one.number for one in (*self.drafts.values(), self.live) if one), default=0)

    @property
    def label(self) -> str:
        """Who may know of it, once it was shared; nobody before."""
        return self.live.label if self.live else ""

    @property
    def is_live(self) -> bool:
        """Whether it counts: shared, and neither withdrawn nor lapsed."""
        return self.live is not None and self.withdrawn_at is None and self.lapsed_at is None

    @property
    def counts(self) -> bool:
        """Whether conditions see it: it is live, and the party on whose behalf it was written has confirmed it."""
        behalf = self.live.on_behalf_of if self.live else None
        return self.is_live and (behalf is None or any(one.party == behalf for one in self.confirmations))

    @property
    def state(self) -> Literal["draft", "shared", "confirmed", "disputed", "lapsed", "withdrawn"]:
        """Where it is in its life."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.lapsed_at:
            return "lapsed"
        if self.live is None:
            return "draft"
        if self.disputes:
            return "disputed"
        return "confirmed" if self.confirmed_at else "shared"
