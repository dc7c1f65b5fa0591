"""What `sluis organisation` and `sluis process delete` do: on the database itself, as whoever holds it.

What cannot be brought back asks for the same word once more, and says before what goes.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from api.cli.author import counted
from api.cli.seeing_to import granted, hall, opened
from api.cli.terminal import NO, Unanswered, cleaned, console, is_terminal, say, say_json, say_whole
from api.places import public_url
from api.routes.access.invitations import invitation_link
from api.settings import read_settings

if TYPE_CHECKING:
    from api.cli.seeing_to import Hall
    from engine.access.keeping import Held, Over

FOREVER = "forever"


def list_all(*, as_json: bool) -> None:
    """List the organisations."""
    with opened(read_settings()) as engine:
        keeping = engine.access.keeping
        found = [(one, keeping.held(one.id), keeping.keeps(one.id)) for one in engine.access.organisations.all()]
    if as_json:
        say_json([asdict(one) | asdict(held) | {"keeps_days": days} for one, held, days in found])
        return
    for one, held, days in found:
        kept = "keeps what has ended" + (" for ever" if days is None else f" for {days} days")
        say_whole(console(), Text.assemble((one.id, "code"), (f"  {cleaned(one.name)}", "title")))
        say(console(), Text(f"{_contents(held)}  ·  {kept}", style="soft"), by=2)
    if not found:
        say(console(), "None yet. `sluis organisation add ID` makes one, and so does the first start of `sluis serve`.")


def add_one(organisation: str, name: str | None, *, as_json: bool) -> None:
    """Make an organisation, and print the link of its first owner. Raises Unanswered where it has one."""
    settings = read_settings()
    with opened(settings, making=True) as engine:
        made = granted(engine.access.organisations.begin(organisation, name))
    if made is None:
        raise Unanswered(f"there is an organisation {organisation}, and it has an owner, who invites others", NO)
    link = invitation_link(public_url(settings), made.secret)
    if as_json:
        say_json({"id": organisation, "link": link, "ends_at": made.invitation.ends_at})
        return
    say_whole(console(), Text(link, style="code"))
    until = f"{made.invitation.ends_at:%Y-%m-%d}"
    say(console(stderr=True), f"Whoever opens this link becomes the first owner, once, until {until}.")


def keep_for(organisation: str | None, wanted: str, yes: str | None, *, as_json: bool) -> None:
    """Say for how long what has ended is kept; where some of it is older, only once that is meant."""
    days = _days_of(wanted)
    with hall(organisation) as here:
        keeping, of = here.access.keeping, here.by.organisation
        older = 0 if days is None else keeping.older_than(of, days)
        if older:
            family = f"{counted(older, 'process', 'processes')} that ended, with all they began,"
            _warn(f"{family} changed longer ago than that: within minutes of the server's work they are gone for ever.")
            _must_be_meant(wanted, yes, "to keep the rest for so many days")
        granted(keeping.keep_for(here.by, days))
    if as_json:
        say_json({"id": of, "keeps_days": days, "older": older})
        return
    kept = "for ever" if days is None else f"for {days} days after its last change"
    say(console(), Text.assemble((of, "code"), f" keeps what has ended {kept}."))


def delete_one(organisation: str, yes: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Delete an organisation once that is meant; with `dry_run` only say what would go."""
    with hall(organisation) as here:
        keeping = here.access.keeping
        name, held = here.access.organisations.name(organisation), keeping.held(organisation)
        told = {"id": organisation, "name": name, **asdict(held), "deleted": not dry_run}
        if not as_json:
            say_whole(console(), Text.assemble((cleaned(name), "title"), f"  {organisation}"))
            say(console(), f"{_contents(held)}: every row goes, and nothing of it can be brought back.", by=2)
        if not dry_run:
            _must_be_meant(organisation, yes, "to delete it")
            keeping.delete_organisation(organisation)
    _tell_deleted(told, f"organisation {organisation}", as_json=as_json)


def delete_family(organisation: str | None, process: str, yes: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Delete an ended process with all that it began, once that is meant; with `dry_run` only say what would go."""
    with hall(organisation) as here:
        over = granted(here.access.keeping.would_delete(here.by, process))
        if not as_json:
            _tell_over(over)
        if not dry_run:
            over = _deleted(here, over, yes)
    about = counted(over.processes, "process", "processes")
    _tell_deleted(asdict(over) | {"deleted": not dry_run}, about, as_json=as_json)


def _deleted(here: Hall, over: Over, yes: str | None) -> Over:
    _must_be_meant(over.process, yes, "to delete it")
    return granted(here.access.keeping.delete(here.by, over.process))


def _tell_over(over: Over) -> None:
    ended = f"  ·  ended {over.ended_at:%Y-%m-%d}" if over.ended_at else ""
    others = f", with {counted(over.processes - 1, 'process', 'processes')} that it began" if over.processes > 1 else ""
    say_whole(console(), Text.assemble((cleaned(over.title or "…"), "title"), (ended, "soft")))
    say(console(), f"All that was written in it goes{others}, and cannot be brought back.", by=2)
    say_whole(console(), Text(f"Keep its log elsewhere first: sluis export {over.process}", style="soft"), by=2)


def _tell_deleted(told: dict[str, object], what: str, *, as_json: bool) -> None:
    if as_json:
        say_json(told)
    elif told["deleted"]:
        say_whole(console(), Text.assemble(("deleted ", "met"), what))
    else:
        say(console(), Text("Nothing was deleted: this was a dry run.", style="soft"))


def _days_of(wanted: str) -> int | None:
    """Return a number of days; None for ever. Raises Unanswered."""
    if wanted == FOREVER:
        return None
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < len("1000000")):
        raise Unanswered(f"say a number of days, or {FOREVER}: sluis organisation keep 730")
    return int(wanted)


def _contents(held: Held) -> str:
    going_on = f" ({held.going_on} of them not ended)" if held.going_on else ""
    people, methods = counted(held.accounts, "person", "people"), counted(held.methods, "method")
    return f"{people}, {methods}, {counted(held.processes, 'process', 'processes')}{going_on}"


def _warn(sentence: str) -> None:
    say(console(stderr=True), Text(sentence, style="missing"))


def _must_be_meant(wanted: str, yes: str | None, what_for: str) -> None:
    """Have the same word typed again; where nobody can be asked, `--yes` brings it. Raises Unanswered."""
    if yes is None and not is_terminal():
        raise Unanswered(f"this cannot be undone: say it once more, by --yes {wanted}")
    typed = console().input(Text(f"Type {wanted} again {what_for}: ", style="title")) if yes is None else yes
    if typed.strip() != wanted:
        raise Unanswered(f"nothing was changed: that was not {wanted}", NO)
