"""Makes a mail of words: plain text, with headers in which no name can make another header."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import TYPE_CHECKING

from engine.outbox.mail.shapes import Envelope

if TYPE_CHECKING:
    from datetime import datetime

    from engine.outbox.mail.shapes import Worded

UNFOLDED = SMTP.clone(max_line_length=0)
MOST_SUBJECT, MOST_NAME = 150, 100
LINKS = re.compile(r"(?i)(://|www\.)")
DOMAIN = re.compile(r"(?i)[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class _Policy(EmailPolicy):
    """How a mail is written: as usual, but that an address of a page stays whole.

    Elsewhere it would become an encoded word, since it is longer than a line, and programs that end mail read none.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write a header."""
        return UNFOLDED.fold_binary(name, value) if name == "List-Unsubscribe" else super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n")


class NoAddress(ValueError):
    """An address to which no mail can go."""


class NoSender(ValueError):
    """An address from which no mail can come."""


def flat(text: str, most: int = MOST_SUBJECT) -> str:
    """Return a text on one line, without what nobody can see, and without what reads as an encoded word."""
    seen = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(seen.replace("=?", "= ?").split())[:most].strip()


def name_in_mail(name: str) -> str:
    """Return a name as a mail may have it: on one line, and nothing in it is a link."""
    return LINKS.sub(lambda found: " ".join(found[0]), flat(name, MOST_NAME))


def address_in(text: str) -> str:
    """Return an address as servers take it.

    Raises NoAddress for what is none, has rare letters in front, or a domain that would be another on the way.
    """
    local, _, domain = text.rpartition("@")
    try:
        written = domain.encode("idna")
        is_same = domain.isascii() or written.decode("idna") == domain.lower()
        wanted = f"{local}@{written.decode()}"
        found = Address(addr_spec=wanted).addr_spec
    except (MessageError, ValueError, IndexError) as error:
        raise NoAddress from error
    is_plain = (
        found.isascii() and found.isprintable() and " " not in found and DOMAIN.fullmatch(found.rpartition("@")[2])
    )
    if found != wanted or not is_plain or not is_same:
        raise NoAddress
    return found


def sender_in(text: str) -> str:
    """Return the address from which mail comes, as servers take it. Raises NoSender."""
    try:
        return address_in(text)
    except NoAddress as error:
        raise NoSender from error


def enveloped(worded: Worded, sender: str, to: str, identity: str, at: datetime) -> Envelope:
    """Return a mail as it goes out. Raises NoAddress of whom it goes to, NoSender of whom it comes from."""
    goes_to, comes_from = address_in(to), sender_in(sender)
    message = EmailMessage(POLICY)
    message["From"] = Address(addr_spec=comes_from)
    message["To"] = Address(addr_spec=goes_to)
    message["Subject"] = flat(worded.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{identity}@{comes_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if worded.end_url:
        message["List-Unsubscribe"] = f"<{worded.end_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(worded.text, cte="quoted-printable")
    return Envelope(identity, comes_from, goes_to, message.as_bytes())
