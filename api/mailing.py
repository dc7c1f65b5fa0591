"""Puts mail into words, in its reader's language: that there is something and where, and nothing of what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api.places import public_url
from api.wording import language_for, say_in
from engine.errors import SluisError
from engine.outbox.mail.envelope import NoSender, name_in_mail, sender_in
from engine.outbox.mail.folder import Folder
from engine.outbox.mail.shapes import Office, Worded
from engine.outbox.mail.smtp import Server, Smtp, read_password
from engine.process.view import Message
from engine.process.view.messages import said_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.settings import Settings
    from engine import Engine
    from engine.outbox.mail.shapes import Item, Letter, Transport, Words
    from engine.process.view import Say

MOST_ITEMS = 20
PATHS = {"invitation": "/invitation", "sign_in": "/sign-in/link"}
END, CHOICES = "/no-more-mail", "/mail"


class SenderUnusable(SluisError):
    """Mail would come from what is no address; the message says what to set."""


def office_for(engine: Engine, settings: Settings) -> Office | None:
    """Return by what way mail goes out; None where none does. Raises PasswordUnusable, SenderUnusable."""
    if not does_mail(engine, settings):
        return None
    return Office(_transport(settings), words_for(public_url(settings), settings.zone), _checked(sender_of(settings)))


def does_mail(engine: Engine, settings: Settings) -> bool:
    """Tell whether this installation sends mail, be it into a folder."""
    has_way = settings.mail == "smtp" or (settings.mail == "folder" and settings.folder_of_mail is not None)
    return settings.access == "accounts" and has_way and engine.access.mailboxes.can_be()


def sender_of(settings: Settings) -> str:
    """Return the address from which mail comes."""
    host = urlsplit(settings.url or "").hostname or "localhost"
    return settings.mail_from or f"sluis@{host}"


def _checked(sender: str) -> str:
    try:
        return sender_in(sender)
    except NoSender as error:
        raise SenderUnusable(
            f"mail would come from '{sender}', which is no address: set SLUIS_MAIL_FROM, or SLUIS_MAIL=off"
        ) from error


def words_for(url: str, zone: str = "UTC") -> Words:
    """Return what puts letters into words; `url` is where people find the server."""

    def words(letter: Letter) -> Worded:
        language = language_for(letter.language)
        say = say_in(language)
        if letter.kind == "news":
            return _news(letter, say, url)
        return _link(letter, say, url, letter.zone or zone)

    return words


def _news(letter: Letter, say: Say, url: str) -> Worded:
    name = name_in_mail(letter.organisation)
    is_turn = any("turn" in one.reasons for one in letter.items)
    subject = say(Message("mail_subject_turn" if is_turn else "mail_subject_news", {"organisation": name}))
    end = f"{url}{END}?t={letter.end}"
    lines = [
        say(Message("mail_news", {"organisation": name})),
        *_items(letter.items, say, url),
        say(Message("mail_where", {"url": f"{url}/"})),
        say(Message("mail_end", {"url": end, "choices": f"{url}{CHOICES}"})),
    ]
    return Worded(subject, "\n\n".join(lines) + "\n", end)


def _items(items: tuple[Item, ...], say: Say, url: str) -> Iterator[str]:
    for one in items[:MOST_ITEMS]:
        reasons = tuple(say(Message(f"mail_because_{reason}")) for reason in one.reasons)
        told = say(Message("mail_item", {"reasons": reasons}))
        yield f"{told}\n{url}/processes/{one.process}"
    if (more := len(items) - MOST_ITEMS) > 0:
        yield say(Message("mail_more", {"number": more}))


def _link(letter: Letter, say: Say, url: str, zone: str) -> Worded:
    name = name_in_mail(letter.organisation)
    until = say(said_instant(letter.ends_at, zone)) if letter.ends_at else ""
    link = f"{url}{PATHS[letter.kind]}?t={letter.secret}"
    lines = [
        say(Message(f"mail_{letter.kind}", {"organisation": name})),
        link,
        say(Message(f"mail_{letter.kind}_until", {"until": until})),
        say(Message(f"mail_{letter.kind}_not_you")),
    ]
    return Worded(say(Message(f"mail_subject_{letter.kind}", {"organisation": name})), "\n\n".join(lines) + "\n")


def _transport(settings: Settings) -> Transport:
    if settings.mail == "smtp":
        secret = settings.smtp_password_file
        password = read_password(secret) if secret else None
        host = settings.smtp_host or ""
        return Smtp(Server(host, settings.smtp_port, settings.smtp_tls, settings.smtp_user, password))
    assert settings.folder_of_mail is not None  # noqa: S101 - there is no office without
    return Folder(settings.folder_of_mail)
