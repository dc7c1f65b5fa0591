"""The published methods: kept as the bytes of their files, read again into checked methods when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.errors import MethodInvalid, MethodUnknown, MethodUnread, VersionTaken
from engine.journal.store import storable
from engine.journal.tables import instant_text
from engine.language import read_method

if TYPE_CHECKING:
    from engine.journal.store import Connection
    from engine.language import Method


@dataclass(frozen=True, slots=True)
class Published:
    """A published version of a method."""

    id: str
    version: str
    digest: str
    published_at: datetime


class Library:
    """The published methods of one organisation by id and version; each is read from its source once."""

    def __init__(self, organisation: str) -> None:
        self.organisation = organisation
        self._methods: dict[tuple[str, str], Method] = {}

    def publish(self, connection: Connection, method: Method, at: datetime) -> bool:
        """Keep a method; False when the very same bytes were there. Raises VersionTaken, or MethodInvalid.

        What its phases run must be published before: it runs the newest versions that there are now, for ever.
        """
        query = "SELECT digest FROM method WHERE organisation=? AND id=? AND version=?"
        known = connection.execute(query, (self.organisation, method.id, method.version)).fetchone()
        if known and known[0] != method.digest:
            raise VersionTaken(method.id, method.version)
        if known:
            return False
        if any(method.plan.runs()):
            method = read_method(method.source, f"{method.id} {method.version}", partial(self.newest, connection))
        at = self._after_all(connection, at)
        row = (self.organisation, method.id, method.version, method.digest, method.source.encode(), instant_text(at))
        connection.execute(
            "INSERT INTO method(organisation, id, version, digest, source, published_at) VALUES(?,?,?,?,?,?)", row
        )
        return True

    def published(self, connection: Connection) -> list[Published]:
        """Return every published version, by id, the newest version first."""
        query = "SELECT id, version, digest, published_at FROM method WHERE organisation=? ORDER BY id"
        rows = [
            Published(identity, version, digest, datetime.fromisoformat(at))
            for identity, version, digest, at in connection.execute(query, (self.organisation,))
        ]
        return sorted(sorted(rows, key=lambda one: numbers(one.version), reverse=True), key=lambda one: one.id)

    def get(self, connection: Connection, method: str, version: str | None = None) -> Method:
        """Return a method, its newest version where none is named. Raises MethodUnknown, or MethodUnread.

        The latter where servers of another release publish what this one does not know.
        """
        wanted = version or self._newest(connection, storable(method))
        if wanted is None:
            raise MethodUnknown(method)
        if (method, wanted) not in self._methods:
            query = "SELECT source, published_at FROM method WHERE organisation=? AND id=? AND version=?"
            row = connection.execute(query, (self.organisation, storable(method), storable(wanted))).fetchone()
            if row is None:
                raise MethodUnknown(method, version)
            then = partial(self.newest, connection, by=str(row[1]))
            try:
                read = read_method(bytes(row[0]).decode(), f"{method} {wanted}", then, published=True)
            except MethodInvalid as error:
                raise MethodUnread(method, wanted, str(error.diagnostics[0])) from error
            self._methods[method, wanted] = read
        return self._methods[method, wanted]

    def newest(self, connection: Connection, method: str, by: str | None = None) -> Method | None:
        """Return the newest version of a method that was published by an instant, or by now; None where none was."""
        version = self._newest(connection, storable(method), by)
        return self.get(connection, method, version) if version else None

    def is_there(self, connection: Connection) -> bool:
        """Tell whether everything that was read of it is published still."""
        read = {(*key, method.digest) for key, method in list(self._methods.items())}
        query = "SELECT id, version, digest FROM method WHERE organisation=?"
        return not read or read <= {tuple(map(str, row)) for row in connection.execute(query, (self.organisation,))}

    def _newest(self, connection: Connection, method: str, by: str | None = None) -> str | None:
        query = "SELECT version, published_at FROM method WHERE organisation=? AND id=?"
        rows = connection.execute(query, (self.organisation, method))
        return max((str(row[0]) for row in rows if by is None or str(row[1]) <= by), key=numbers, default=None)

    def _after_all(self, connection: Connection, at: datetime) -> datetime:
        """Return an instant behind that of every other publication, so that what was there before can be told."""
        row = connection.execute(
            "SELECT max(published_at) FROM method WHERE organisation=?", (self.organisation,)
        ).fetchone()
        return max(at, datetime.fromisoformat(row[0]) + timedelta(microseconds=1)) if row and row[0] else at


class Libraries:
    """The libraries of all organisations. Nothing passes between them: what one publishes, no other runs."""

    def __init__(self) -> None:
        self._libraries: dict[str, Library] = {}

    def of(self, organisation: str) -> Library:
        """Return the library of an organisation."""
        return self._libraries.get(organisation) or self._libraries.setdefault(organisation, Library(organisation))

    def forget_deleted(self, connection: Connection) -> None:
        """Forget what was read of organisations of which another replica has deleted it."""
        for organisation, library in list(self._libraries.items()):
            if not library.is_there(connection):
                self._libraries.pop(organisation, None)

    def clear(self) -> None:
        """Forget what was read, which may never have been committed."""
        self._libraries.clear()


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, so that 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))
