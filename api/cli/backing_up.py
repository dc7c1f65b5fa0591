"""`sluis backup` and `sluis restore`: on the database itself, for whoever holds it. The server may go on meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from api.cli.author import counted
from api.cli.serving import without_password
from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_json, say_whole
from api.openapi import VERSION
from api.settings import read_settings
from engine.backup.making import make_backup
from engine.backup.manifest import BackupUnusable
from engine.backup.newest import Lists
from engine.backup.restoring import Place, restore
from engine.engine import random_id
from engine.errors import SluisError
from engine.journal.erasures import ListUnfit
from engine.journal.sqlite_file import PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from api.settings import Settings
    from engine.backup.overdue import Overdue
    from engine.backup.restoring import Restored

HAPPENS = {
    "run": "vote {name} closes, and whose ballot was lost counts as silent",
    "phase": "the term of {name} is over",
    "move": "the clock takes the move {name}",
    "ratify": "the time to ratify vote {name} is over",
}


def back_up(folder: Path, *, as_json: bool) -> None:
    """Copy the whole store into a new folder. Raises Unanswered, with no folder made."""
    try:
        made = make_backup(_owned(settings := read_settings()), folder, VERSION)
    except BackupUnusable as error:
        raise Unanswered(str(error), NO) from error
    except SluisError as error:
        raise Unanswered(str(error)) from error
    if as_json:
        say_json({"folder": str(folder), **asdict(made)})
        return
    say_whole(console(), Text.assemble((cleaned(str(folder)), "code"), f"  {without_password(settings.database_url)}"))
    held = f"{counted(made.processes, 'process', 'processes')}, {counted(made.events, 'event')}"
    say(console(), f"{held}, schema {made.schema}, as it was at {made.made_at}.", by=2)
    say(
        console(),
        Text("Keep the signing key and the list of erasures elsewhere too: they are not in it.", "soft"),
        by=2,
    )


def restore_from(folder: Path, erasures: Path | None, *, knowingly: bool, as_json: bool) -> None:
    """Make a store of a backup where there is none. Raises Unanswered, with nothing made."""
    settings = read_settings()
    place = Place(settings.database_url, settings.migrate_url, random_id)
    try:
        done = restore(folder, place, Lists(erasures, settings.erasure_list, knowingly))
    except (BackupUnusable, ListUnfit) as error:
        raise Unanswered(str(error), NO) from error
    except SluisError as error:
        raise Unanswered(str(error)) from error
    if as_json:
        say_json({"folder": str(folder), **asdict(done)})
    else:
        _tell(done, settings)


def _tell(done: Restored, settings: Settings) -> None:
    out, made, sealed = console(), done.manifest, done.sealed
    say_whole(out, Text.assemble((without_password(settings.database_url), "code"), (" is restored", "met")))
    held = f"{counted(made.processes, 'process', 'processes')}, {counted(made.events, 'event')}"
    say(out, f"{held}, as of {made.made_at}; every log was replayed and is in order.", by=2)
    if done.erased is None:
        say(out, Text("What was erased after the backup is in it again: no list was used.", "missing"), by=2)
    else:
        number = done.erased.entries
        say(out, f"{counted(number, 'erasure')} of after the backup {_were(number)} done again.", by=2)
        for one in done.erased.votes:
            gone = (
                f"Vote {one.run} of process {one.process} is open again without a ballot that was erased once it was "
            )
            say(out, Text(f"{gone}counted: whoever cast it counts as silent until he votes anew.", "missing"), by=2)
    ended = (
        counted(sealed.sessions, "session"), counted(sealed.sign_in_links, "sign-in link"),
        counted(sealed.invitations, "invitation"), counted(sealed.tokens, "token"),
    )  # fmt: skip
    say(out, f"Ended: {', '.join(ended)}. {counted(sealed.webhooks, 'webhook')} paused.", by=2)
    waits = counted(sealed.mailboxes, "mailbox", "mailboxes")
    say(out, f"Mail to {waits} ended: whoever wants it chooses it anew in his settings.", by=2)
    _tell_overdue(out, done.overdue)
    advice = (
        "See to roles, disabled accounts, passwords, addresses and choices of mail that changed after the backup: "
        "these are as they were then."
    )
    say(out, Text(advice, style="soft"), by=2)


def _tell_overdue(out: Console, overdue: Sequence[Overdue]) -> None:
    """Say what the first start lets happen, before anybody makes it."""
    if not overdue:
        return
    number = len(overdue)
    say(out, Text(f"Due by now, and done at the first start without what was lost: {number}.", "missing"), by=2)
    for one in overdue:
        what = HAPPENS.get(one.kind, "{kind} {name} is due").format(kind=one.kind, name=cleaned(one.name))
        say_whole(out, Text(f"{one.due_at}  process {one.process}: {what}"), by=4)
    say(out, Text("Tell who runs these processes before you start: it is not undone afterwards.", "missing"), by=2)


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _owned(settings: Settings) -> str:
    """Return the URL by which the whole store can be read."""
    is_file = settings.database_url.startswith(PREFIX)
    return settings.database_url if is_file else settings.migrate_url or settings.database_url
