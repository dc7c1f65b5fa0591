"""`sluis organisation` and `sluis process`: what whoever holds the database keeps and deletes, and the archive.

What is heavy is imported inside the commands, so that help appears at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.members import Json, Organisation

OrganisationId = Annotated[str, typer.Argument(metavar="ID", help="An organisation (sluis organisation list).")]
ProcessId = Annotated[str, typer.Argument(metavar="ID", help="A process (sluis processes).")]
Yes = Annotated[
    str | None, typer.Option("--yes", metavar="AGAIN", help="The same once more, so that nothing is asked.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would go; delete nothing.")]

organisation = typer.Typer(help="Organisations, on the database itself.", no_args_is_help=True)
process = typer.Typer(help="A process that has ended: put away, or deleted.", no_args_is_help=True)


@organisation.command("list")
def list_organisations(as_json: Json = False) -> None:
    """List the organisations, with how much there is in each and how long it keeps what has ended."""
    from api.cli.retaining import list_all

    list_all(as_json=as_json)


@organisation.command("add")
def add_organisation(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and hyphens.")],
    name: Annotated[str | None, typer.Option("--name", help="What it is called, for those it invites.")] = None,
    as_json: Json = False,
) -> None:
    """Make an organisation, and print the link of its first owner; anew, until there is an owner."""
    from api.cli.retaining import add_one

    add_one(identity, name, as_json=as_json)


@organisation.command("keep")
def keep_ended(
    days: Annotated[str, typer.Argument(metavar="DAYS|forever", help="From 30, after the last change.")],
    organisation: Organisation = None,
    yes: Yes = None,
    as_json: Json = False,
) -> None:
    """Say for how long processes that have ended are kept; then they go by themselves."""
    from api.cli.retaining import keep_for

    keep_for(organisation, days, yes, as_json=as_json)


@organisation.command("delete")
def delete_organisation(
    identity: OrganisationId, yes: Yes = None, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Delete an organisation, every row of it; its id can be used anew."""
    from api.cli.retaining import delete_one

    delete_one(identity, yes, dry_run=dry_run, as_json=as_json)


@process.command("archive")
def archive_process(
    identity: ProcessId,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back into the lists.")] = False,
    as_json: Json = False,
) -> None:
    """Put an ended process away, with what it began: lists leave it out, and it is read as before."""
    from api.cli.shelving import shelve

    shelve(identity, undo=undo, as_json=as_json)


@process.command("delete")
def delete_process(
    identity: ProcessId,
    organisation: Organisation = None,
    yes: Yes = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Delete an ended process with all that it began, on the database itself. Export it first (sluis export)."""
    from api.cli.retaining import delete_family

    delete_family(organisation, identity, yes, dry_run=dry_run, as_json=as_json)
