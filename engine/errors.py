"""The exceptional: what stops an act because something is broken or absent. A method's "no" is a `Refusal`, a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.language.diagnostics import Diagnostic


class SluisError(Exception):
    """Base of every error that Sluis raises itself."""


class MethodInvalid(SluisError):
    """A method file cannot be used; `diagnostics` says at which lines and why."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


class MethodUnknown(SluisError):
    """No method of this id (and version) is published here."""

    def __init__(self, method: str, version: str | None = None) -> None:
        self.method, self.version = method, version
        super().__init__(f"no method '{method}'{f' in version {version}' if version else ''} is published here")


class VersionTaken(SluisError):
    """The id and version are published already with other bytes; a change needs a new version."""

    def __init__(self, method: str, version: str) -> None:
        self.method, self.version = method, version
        super().__init__(f"{method} {version} is published with other content: give the changed method a new version")


class ProcessUnknown(SluisError):
    """There is no such process for this reader."""

    def __init__(self, process_id: str) -> None:
        self.process_id = process_id
        super().__init__(f"no process '{process_id}'")


class NotLetIn(SluisError):
    """Whoever asks is not let in, or not any more: which part of it does not hold is not told."""

    def __init__(self) -> None:
        super().__init__("sign in first: there is no such account, session or token")


class LogBroken(SluisError):
    """A stored log does not follow from itself: an event is missing, altered or of an unknown version."""


class BoxBroken(LogBroken):
    """In the box of a secret vote there are not as many ballots as were put in: it was altered, or not restored."""

    def __init__(self, process: str, run: str, put: int, found: int) -> None:
        super().__init__(f"vote {run} of process {process}: {put} ballots were put into the box, {found} are there")


class EventUnknown(SluisError):
    """An event is of a kind or version of a newer release. Only the process it belongs to has to wait."""

    def __init__(self, process: str, event: str, kind: str, version: int) -> None:
        self.process, self.event, self.kind, self.version = process, event, kind, version
        super().__init__(
            f"event {event} of process {process} is {kind} version {version}, which a newer release wrote: upgrade"
        )


class MethodUnread(SluisError):
    """A method that was published cannot be read by this release. Only what goes by it has to wait."""

    def __init__(self, method: str, version: str, why: str) -> None:
        self.method, self.version = method, version
        super().__init__(f"{method} {version} was published by another release, and this one cannot read it: {why}")


class StoreBusy(SluisError):
    """The store cannot take the command now; nothing was written. Try again after `retry_after` seconds.

    `why` is for whoever runs the server, and not for whoever asked.
    """

    def __init__(self, reason: str, retry_after: int = 1, *, why: str = "") -> None:
        self.reason, self.retry_after, self.why = reason, retry_after, why
        super().__init__(f"{reason}: {why}" if why else reason)


class OutcomeUnknown(SluisError):
    """The commit failed midway: the command may have been written. Retry with the same idempotency key.

    `why` is for whoever runs the server, and not for whoever asked.
    """

    def __init__(self, reason: str, *, why: str = "") -> None:
        self.reason, self.why = reason, why
        super().__init__(f"{reason}: {why}" if why else reason)


class KeyReused(SluisError):
    """An idempotency key came back with another command than it was first used for."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the key '{key}' was used for another command")


class ViewChanged(SluisError):
    """What the caller saw has changed meanwhile; nothing was written."""


class StoreUnusable(SluisError):
    """The database cannot be used; the message says why and what to do."""


class StoreLocked(SluisError):
    """Another process owns the database file; the message names it and says what to do."""
