"""What was written on behalf of parties, and awaits their confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view.messages import Message
from engine.process.view.shapes import Todo
from engine.process.who import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.process.view.telling import Telling


def confirmations_on_behalf(telling: Telling) -> Iterator[Todo]:
    """Yield what a party has yet to confirm that was written for it."""
    for name, declared in telling.method.declared.records.items():
        for known in telling.situation.of_type(name):
            live = telling.sight.live(known)
            if live is None or live.on_behalf_of is None or not known.is_live or known.counts:
                continue
            told = Message("behalf_unconfirmed", {"record": telling.text(declared.title)})
            party = telling.party(live.on_behalf_of)
            owed = telling.owed_seats([Seat(None, live.on_behalf_of)])
            yield Todo("confirmation", telling.say(told), owed, [party] if party else [], None)
