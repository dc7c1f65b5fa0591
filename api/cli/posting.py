"""What `sluis mail` does: on the database itself, as whoever holds it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from api.cli.seeing_to import hall
from api.cli.terminal import cleaned, console, say, say_json, say_whole
from api.mailing import sender_of
from api.settings import read_settings

if TYPE_CHECKING:
    from api.settings import Settings
    from engine.access.mail_standing import Failure

WORDS = {
    "refused": "its server refuses it",
    "later": "its server does not take it now, or nobody knows whether it did",
    "address": "no mail can go to such an address",
}


def show_mail(organisation: str | None, *, retry: bool, as_json: bool) -> None:
    """Say how mail goes; with `retry`, first let what failed be tried again."""
    settings = read_settings()
    with hall(organisation) as here:
        if retry:
            here.access.mailboxes.retry(here.by)
        found, can = here.access.mailboxes.standing(here.by), here.access.mailboxes.can_be()
    way = _way(settings, can=can)
    if as_json:
        say_json({"way": way, "from": sender_of(settings), "waiting": found.waiting} | {"failed": _rows(found.failed)})
        return
    say(console(), f"Mail goes {way}, from {sender_of(settings)}.")
    say(console(), f"Letters that wait: {found.waiting}. What failed: {len(found.failed) or 'nothing'}.")
    for one in found.failed:
        _draw(one)
    if found.failed and not retry:
        say(console(), "Once what is the matter is mended, `sluis mail --retry` has it tried again at once.")


def _way(settings: Settings, *, can: bool) -> str:
    if settings.mail == "off":
        return "nowhere (SLUIS_MAIL=off)"
    if not can:
        return "nowhere: it needs a signing key (SLUIS_SIGNING_KEY)"
    if settings.mail == "smtp":
        return f"by {settings.smtp_host}"
    return f"into {settings.folder_of_mail}" if settings.folder_of_mail else "nowhere: name SLUIS_MAIL_FOLDER, or SMTP"


def _rows(failed: tuple[Failure, ...]) -> list[dict[str, object]]:
    return [asdict(one) for one in failed]


def _draw(one: Failure) -> None:
    status = f" ({one.status})" if one.status else ""
    then = "not tried again" if one.is_over else f"tried again at {one.next_at:%Y-%m-%d %H:%M} UTC"
    told = f"  {one.kind}  ·  {WORDS.get(one.why, one.why)}{status}  ·  {one.failures} times  ·  {then}"
    say_whole(console(), Text.assemble((cleaned(one.subject), "code"), (told, "soft")))
