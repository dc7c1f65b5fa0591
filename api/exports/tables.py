"""The tables of a copy: what is in the reader's views and his log, row by row, in his language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from api.exports.cells import Cell, Table
from api.exports.values import BETWEEN, ballot_text, field_text
from api.wording.exporting import words_for
from engine.process.view import deadlines, decisions, participants, parties, records, sessions, waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from api.exports.copying import Copy
    from engine.process.view import Telling
    from engine.process.view.shapes import Decision, Named, Owed, RecordView

OF_RECORDS = "records-"
MOMENTS = frozenset(
    {"moment", "joined", "left", "shared", "confirmed", "opened", "due", "closed", "ratified", "starts", "proposed",
     "granted", "until"}
)  # fmt: skip
Row = Mapping[str, Cell]


def table_names(telling: Telling) -> list[str]:
    """Return what the tables of a process are called."""
    return [*TABLES, *(f"{OF_RECORDS}{name}" for name in telling.method.declared.records)]


def tables(copy: Copy) -> Iterator[Table]:
    """Yield every table; one without rows too, so that there are the same ones for everybody and at any time."""
    return (table(copy, name) for name in table_names(copy.telling))


def table(copy: Copy, name: str) -> Table:
    """Return one table. Raises KeyError where there is none by this name."""
    if name.startswith(OF_RECORDS):
        return _records(copy.telling, name, name.removeprefix(OF_RECORDS))
    columns, rows = TABLES[name]
    return Table(name, _heads(copy.telling, columns), [[row[one] for one in columns] for row in rows(copy)])


def _heads(telling: Telling, columns: Iterable[str]) -> list[str]:
    """Return the heads of columns; those of instants say in which zone these are told."""
    words, zone = words_for(telling.language), telling.situation.zone
    return [f"{words[one]} ({zone})" if one in MOMENTS else words[one] for one in columns]


def _log(copy: Copy) -> Iterator[Row]:
    for line in copy.log:
        yield {
            "moment": line.at, "who": line.actor.name if line.actor else None,
            "role": _role(copy.telling, line.role), "what": line.text, "details": BETWEEN.join(line.details),
            "event": line.type, "audience": line.label, "id": line.id,
        }  # fmt: skip


def _role(telling: Telling, role: str | None) -> str | None:
    return telling.role(role) if role in telling.method.declared.roles else role


def _decisions(copy: Copy) -> Iterator[Row]:
    for one in decisions(copy.telling):
        told = one.ratification
        yield {
            "decision": one.title, "about": _subject(copy.telling, one.subject), "state": _state(copy, one.state),
            "outcome": BETWEEN.join(one.chosen),
            "opened": one.opened_at, "due": one.due_at, "closed": one.closed_at,
            "ratified": told.ratified_at if told else None, "eligible": one.tally.eligible, "cast": one.tally.cast,
            "silent": one.tally.silent, "votes": BETWEEN.join(_votes(copy.telling, one)), "id": one.run,
        }  # fmt: skip


def _votes(telling: Telling, one: Decision) -> Iterator[str]:
    for ballot, number in one.tally.counts.items():
        yield f"{ballot_text(telling, one.run, ballot)}: {number}"


def _tallies(copy: Copy) -> Iterator[Row]:
    for one in decisions(copy.telling):
        for ballot, number in one.tally.counts.items():
            yield {
                "decision": one.title, "about": _subject(copy.telling, one.subject),
                "ballot": ballot_text(copy.telling, one.run, ballot), "number": number,
                "weight": one.tally.weights.get(ballot), "id": one.run,
            }  # fmt: skip


def _parties(copy: Copy) -> Iterator[Row]:
    for one in parties(copy.telling):
        yield {
            "name": one.name, "joined": one.joined_at, "left": one.left_at, "catching_up": one.catching_up,
            "id": one.id,
        }  # fmt: skip


def _participants(copy: Copy) -> Iterator[Row]:
    for one in participants(copy.telling):
        yield {
            "name": one.name, "party": one.party.name if one.party else None,
            "roles": BETWEEN.join(role.title for role in one.roles), "joined": one.joined_at, "left": one.left_at,
            "id": one.id,
        }  # fmt: skip


def _terms(copy: Copy) -> Iterator[Row]:
    for one in deadlines(copy.telling):
        yield {"due": one.due_at, "what": one.text, "whose_turn": _turns(one.owed_by), "asked_of_me": one.mine}


def _sessions(copy: Copy) -> Iterator[Row]:
    for one in sessions(copy.telling):
        yield {
            "starts": one.starts_at, "title": one.title, "phase": one.phase.name, "state": _state(copy, one.state),
            "moved_from": one.moved_from, "reason": one.reason, "present": _names(one.present), "agenda": one.agenda,
            "minutes": one.minutes, "id": one.id,
        }  # fmt: skip


def _waivers(copy: Copy) -> Iterator[Row]:
    for one in waivers(copy.telling):
        yield {
            "condition": one.text, "for": _names(one.subject), "state": _state(copy, one.state), "reason": one.reason,
            "proposed": one.proposed_at, "granted": one.granted_at, "until": one.until, "id": one.id,
        }  # fmt: skip


TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[Copy], Iterator[Row]]]] = {
    "log": (("moment", "who", "role", "what", "details", "event", "audience", "id"), _log),
    "decisions": (
        ("decision", "about", "state", "outcome", "opened", "due", "closed", "ratified", "eligible", "cast", "silent",
         "votes", "id"), _decisions),
    "tallies": (("decision", "about", "ballot", "number", "weight", "id"), _tallies),
    "parties": (("name", "joined", "left", "catching_up", "id"), _parties),
    "participants": (("name", "party", "roles", "joined", "left", "id"), _participants),
    "terms": (("due", "what", "whose_turn", "asked_of_me"), _terms),
    "sessions": (
        ("starts", "title", "phase", "state", "moved_from", "reason", "present", "agenda", "minutes", "id"), _sessions,
    ),
    "waivers": (("condition", "for", "state", "reason", "proposed", "granted", "until", "id"), _waivers),
}  # fmt: skip
ABOUT_RECORD = ("about", "party", "author", "on_behalf_of", "state", "version", "shared", "confirmed", "confirmed_by",
                "disputed_by", "id")  # fmt: skip


def _records(telling: Telling, name: str, record: str) -> Table:
    """Return the records of a type: a column for each of its fields, and what became of them."""
    declared = telling.method.declared.records[record]
    heads = [telling.text(field.title) for field in declared.fields.values()]
    rows = []
    for one in records(telling, record):
        said, told = one.fields or {}, _about_record(telling, one)
        fields = [field_text(telling, field, said.get(key)) for key, field in declared.fields.items()]
        rows.append([*fields, *(told[column] for column in ABOUT_RECORD)])
    return Table(name, [*heads, *_heads(telling, ABOUT_RECORD)], rows)


def _about_record(telling: Telling, one: RecordView) -> Row:
    author = telling.person(one.author)
    elsewhere = one.origin.written_by if one.origin else None
    return {
        "about": _names(one.subject), "party": one.party.name if one.party else None,
        "author": author.name if author else elsewhere or one.author,
        "on_behalf_of": one.on_behalf_of.name if one.on_behalf_of else None,
        "state": words_for(telling.language)[f"state_{one.state}"], "version": one.version, "shared": one.shared_at,
        "confirmed": one.confirmed_at, "confirmed_by": _names(one.confirmed_by),
        "disputed_by": _names(one.disputed_by), "id": one.id,
    }  # fmt: skip


def _state(copy: Copy, state: str) -> str:
    return words_for(copy.telling.language)[f"state_{state}"]


def _names(named: Iterable[Named]) -> str:
    return BETWEEN.join(one.name for one in named)


def _turns(owed: Iterable[Owed]) -> str:
    return BETWEEN.join(one.text for one in owed)


def _subject(telling: Telling, ids: Iterable[str]) -> str:
    """Return the subjects of a vote by name: parties, people, or records of which the reader may know."""
    return BETWEEN.join(_named(telling, one) for one in ids)


def _named(telling: Telling, identity: str) -> str:
    known = telling.party(identity) or telling.person(identity)
    if known:
        return known.name
    is_record = identity in telling.situation.records and telling.is_known(identity)
    return telling.world.record(identity).name() if is_record else identity
