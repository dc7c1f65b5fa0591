"""`sluis user` and `sluis token`: what whoever holds the database does for people, without a server.

What is heavy is imported inside the commands, so that help appears at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

Organisation = Annotated[
    str | None, typer.Option("--organisation", metavar="ID", help="Else the one of SLUIS_ORGANISATION, or local.")
]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address of an account.")]
Role = Annotated[
    list[str] | None, typer.Option("--role", help="owner, author, facilitator or observer; can be repeated.")
]
Json = Annotated[bool, typer.Option("--json", help="Report as JSON.")]

user = typer.Typer(help="The people of an organisation, on the database itself.", no_args_is_help=True)
token = typer.Typer(help="The tokens by which programs come in, on the database itself.", no_args_is_help=True)


@user.command("list")
def list_users(organisation: Organisation = None, as_json: Json = False) -> None:
    """List the people, with what they are in the organisation."""
    from api.cli.seeing_to import list_accounts

    list_accounts(organisation, as_json=as_json)


@user.command("add")
def add_user(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="What others call this person.")],
    role: Role = None,
    organisation: Organisation = None,
    as_json: Json = False,
) -> None:
    """Make an account, and print a link by which the person signs in once, within ten minutes."""
    from api.cli.seeing_to import add_account

    add_account(organisation, email, name, role or [], as_json=as_json)


@user.command("role")
def change_role(
    email: Email,
    give: Annotated[list[str] | None, typer.Option("--give", metavar="ROLE")] = None,
    take: Annotated[list[str] | None, typer.Option("--take", metavar="ROLE")] = None,
    organisation: Organisation = None,
    as_json: Json = False,
) -> None:
    """Give roles in the organisation, or take them back: owner, author, facilitator, observer."""
    from api.cli.seeing_to import change_roles

    change_roles(organisation, email, give or [], take or [], as_json=as_json)


@user.command("disable")
def disable_user(
    email: Email,
    again: Annotated[bool, typer.Option("--undo", help="Let the account in again.")] = False,
    organisation: Organisation = None,
    as_json: Json = False,
) -> None:
    """Let an account in no more; its sessions, tokens and links end at once."""
    from api.cli.seeing_to import disable_account

    disable_account(organisation, email, again=again, as_json=as_json)


@user.command("invite")
def invite_user(
    email: Email,
    role: Role = None,
    process: Annotated[str | None, typer.Option("--process", metavar="ID")] = None,
    participant: Annotated[str | None, typer.Option("--participant", metavar="ID")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=14)] = 14,
    organisation: Organisation = None,
    as_json: Json = False,
) -> None:
    """Print a link that lets one person in once: to roles, or as a participant of a process."""
    from api.cli.seeing_to import Wanted, invite_somebody

    invite_somebody(organisation, Wanted(email, role or [], process, participant, days), as_json=as_json)


@user.command("link")
def link_user(email: Email, organisation: Organisation = None, as_json: Json = False) -> None:
    """Print a link by which somebody signs in once, within ten minutes: for whoever has no password."""
    from api.cli.seeing_to import print_link

    print_link(organisation, email, as_json=as_json)


@token.command("list")
def list_tokens(organisation: Organisation = None, as_json: Json = False) -> None:
    """List the tokens that hold, with whose they are and when they were last used."""
    from api.cli.seeing_to import show_tokens

    show_tokens(organisation, as_json=as_json)


@token.command("make")
def make_token(
    email: Email,
    title: Annotated[str, typer.Option("--title", help="What it is for, in your words.")],
    scope: Annotated[
        list[str], typer.Option("--scope", help="read, act, publish, export; or alone: dashboard, embed.")
    ],
    days: Annotated[int, typer.Option("--days", min=1, max=366)] = 90,
    process: Annotated[str | None, typer.Option("--process", metavar="ID", help="The only process it is for.")] = None,
    organisation: Organisation = None,
    as_json: Json = False,
) -> None:
    """Make a token of an account. It is printed this once; it never can more than the account."""
    from api.cli.seeing_to import TokenWanted, print_token

    print_token(organisation, TokenWanted(email, title, scope, days, process), as_json=as_json)


@token.command("revoke")
def revoke_token(
    identity: Annotated[str, typer.Argument(metavar="ID", help="As sluis token list shows it.")],
    organisation: Organisation = None,
) -> None:
    """End a token at once."""
    from api.cli.seeing_to import end_token

    end_token(organisation, identity)


def show_mail(
    retry: Annotated[bool, typer.Option("--retry", help="Let what failed be tried again at once.")] = False,
    organisation: Organisation = None,
    as_json: Json = False,
) -> None:
    """Say how mail goes: by what way, what waits, and what failed and why."""
    from api.cli.posting import show_mail as show

    show(organisation, retry=retry, as_json=as_json)
