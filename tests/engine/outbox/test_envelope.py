"""What a mail is made of: headers that no name can change, and a folder and a server that take it."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.outbox.mail.envelope import NoAddress, NoSender, address_in, enveloped, flat, name_in_mail
from engine.outbox.mail.folder import Folder
from engine.outbox.mail.shapes import Envelope, Letter, Worded
from engine.outbox.mail.smtp import PasswordUnusable, Server, Smtp, read_password
from tests.certificates import a_certificate
from tests.mailing import SENDER, URL, Box, FakeServer, an_office, read_mail, text_of

pytestmark = pytest.mark.P14
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
]  # fmt: skip
HOSTILE = [
    "Town\r\nBcc: eve@evil.example",
    "Town\nBcc: eve@evil.example\n\nAnother body",
    "Town\rBcc: eve@evil.example",
    "Town\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029Bcc: eve@evil.example",
    "=?utf-8?q?Town=0D=0ABcc=3A_eve=40evil.example?=",
    "=?utf-8?b?VG93bg0KQmNjOiBldmVAZXZpbC5leGFtcGxl?= =?utf-8?q?=0A?=",
    "Town" * 200,
    "é" * 200,
    "\u202egnp.exe",
    '<eve@evil.example>, "Town"',
    "https://evil.example/ WWW.evil.example",
    "\ud800".encode("utf-8", "replace").decode() + "Town",
    "",
]  # fmt: skip


def a_mail(
    subject: str = "Hello", to: str = "bo@town.example", end: str | None = f"{URL}/no-more-mail?t=x"
) -> Envelope:
    return enveloped(Worded(subject, "Some words\n", end), SENDER, to, "a" * 32, AT)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["invitation", "sign_in", "news"])
def test_no_name_makes_a_header_or_another_recipient(kind: str, name: str) -> None:
    letter = Letter(kind, "en", name, ends_at=AT, secret="s" * 43, end="account.token")  # type: ignore[arg-type]  # the three there are
    envelope = enveloped(an_office(Box()).words(letter), SENDER, "bo@town.example", "a" * 32, AT)

    found = read_mail(envelope.data)
    assert [one for one in found if one not in HEADERS] == []
    assert len(found.keys()) == len(set(found.keys()))
    assert (found["To"], found["From"], envelope.to) == ("bo@town.example", SENDER, "bo@town.example")
    assert "Bcc" not in found
    assert str(found["Subject"]).isprintable()
    for line in envelope.data.split(b"\r\n\r\n")[0].split(b"\r\n"):
        assert not line.lower().startswith(b"bcc")
        assert len(line) <= 998
    assert "evil.example\n" not in text_of(envelope.data)
    assert "://evil" not in text_of(envelope.data)


@pytest.mark.parametrize("subject", HOSTILE)
def test_whatever_a_subject_is_it_stays_one(subject: str) -> None:
    found = read_mail(a_mail(subject).data)
    assert str(found["Subject"]) == flat(subject)
    assert len(found.keys()) == len(HEADERS)


def test_the_address_that_ends_mail_is_whole_however_long_it_is() -> None:
    end = f"{URL}/no-more-mail?t={'x' * 300}"
    assert f"\r\nList-Unsubscribe: <{end}>\r\n".encode() in a_mail(end=end).data


@pytest.mark.parametrize(
    "address",
    [
        "a, b@x.example", "a@b@x.example", "a b@x.example", "<a>@x.example", "a@x.example>", "a@[127.0.0.1]",
        "a\r\nRCPT TO:<b@x.example>@x.example", "é@x.example", "@x.example", "a@", "a", "", "a:b;@x.example",
        "a(c)@x.example", "a@x..example", 'a"b@x.example',
    ],
)  # fmt: skip
def test_what_is_no_plain_address_gets_no_mail(address: str) -> None:
    with pytest.raises(NoAddress):
        address_in(address)


@pytest.mark.parametrize(
    "address",
    [
        "bo@x\u200b.example", "bo@\u00adx.example", "bo@stra\u00dfe.example", "bo@\uff58.example", "bo@x\u3002example",
        "bo@\u24e7.example", "bo@\u2168.example", "bo@\u03b1\u03c2.example",
    ],
)  # fmt: skip
def test_a_domain_that_would_become_another_on_the_way_gets_no_mail(address: str) -> None:
    with pytest.raises(NoAddress):
        address_in(address)


def test_a_sender_that_is_none_is_not_the_fault_of_whoever_is_written_to() -> None:
    with pytest.raises(NoSender):
        enveloped(Worded("Hello", "Some words\n"), "sluis@::1", "bo@town.example", "a" * 32, AT)


def test_domains_with_letters_of_their_own_are_written_as_servers_read_them() -> None:
    assert address_in("bo@gemeenté.example") == "bo@xn--gemeent-hya.example"


def test_names_in_mail_are_no_links() -> None:
    assert name_in_mail("Pay at https://evil.example, www.evil.example") == (
        "Pay at https: / /evil.example, w w w .evil.example"
    )


def test_a_folder_holds_whole_files_for_its_owner_alone_and_no_drafts(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "mail")
    assert folder.send(a_mail()).why is None
    assert folder.send(a_mail("Again")).why is None

    (one,) = (tmp_path / "mail").iterdir()
    assert one.name == f"{'a' * 32}.eml"
    assert read_mail(one.read_bytes())["Subject"] == "Again"
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert stat.S_IMODE(one.parent.stat().st_mode) == 0o700


def test_drafts_of_who_was_killed_are_cleared_away_and_do_not_stop_the_next(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    draft = tmp_path / f".{'a' * 32}.draft"
    draft.write_text("half a ma")
    other = tmp_path / ".b.draft"
    other.write_text("half")
    assert folder.send(a_mail()).why is None
    assert not draft.exists()

    folder.tidy(is_alone=False)
    assert other.exists()
    folder.tidy(is_alone=True)
    assert [one.name for one in tmp_path.iterdir()] == [f"{'a' * 32}.eml"]


def test_a_link_in_the_place_of_a_draft_leads_nowhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("as it was")
    (tmp_path / f".{'a' * 32}.draft").symlink_to(elsewhere)
    assert Folder(tmp_path).send(a_mail()).why is None
    assert elsewhere.read_text() == "as it was"


def test_a_folder_that_cannot_be_written_is_closed_and_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_draft: Path, _name: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert Folder(tmp_path).send(a_mail()).why == "closed"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_nobody_empties_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.outbox.mail.folder.MOST_FILES", 1)
    (tmp_path / "one.eml").touch()
    assert Folder(tmp_path).send(a_mail()).why == "closed"


def by(server: FakeServer, seconds: float = 5.0, **more: object) -> Smtp:
    return Smtp(Server("127.0.0.1", server.port, "off", **more), seconds=seconds)  # type: ignore[arg-type]


def test_a_server_gets_a_mail_as_it_was_written() -> None:
    with FakeServer() as server:
        assert by(server).send(a_mail()).why is None
    ((to, data),) = server.got
    assert to == "bo@town.example"
    assert data == a_mail().data


@pytest.mark.parametrize(
    ("step", "reply", "why"),
    [
        ("rcpt", "550 no such mailbox", "refused"), ("rcpt", "450 busy", "later"), ("rcpt", "", "later"),
        ("data", "554 looks like spam", "refused"), ("data", "451 later", "later"), ("data", "", "later"),
        ("rcpt", "421 closing", "later"), ("data", "nonsense", "later"), ("rcpt", "250", None),
    ],
)  # fmt: skip
def test_what_a_server_says_of_a_mail_is_about_that_mail_alone(step: str, reply: str, why: str | None) -> None:
    with FakeServer(lambda _to, here: reply if here == step else "250 fine") as server:
        assert by(server).send(a_mail()).why == why


def test_what_a_server_says_before_is_about_the_way() -> None:
    with FakeServer() as server:
        server.greeting = "554 not today"
        assert by(server).send(a_mail()).why == "closed"
    assert by(server).send(a_mail()).why == "closed"


def test_without_tls_nothing_is_said_where_tls_is_wanted() -> None:
    with FakeServer(lambda _to, _step: "250 fine") as server:
        plain = Smtp(Server("127.0.0.1", server.port, "starttls", "us", "a secret"), seconds=5)
        assert plain.send(a_mail()).why == "closed"
        secret = Smtp(Server("127.0.0.1", server.port, "tls"), seconds=0.3)
        assert secret.send(a_mail()).why == "closed"
    assert server.got == []


WAYS = pytest.mark.parametrize("tls", ["starttls", "tls"])


@contextmanager
def a_sealed_server(folder: Path, tls: str, name: str = "localhost") -> Iterator[tuple[FakeServer, ssl.SSLContext]]:
    """Lend a server that has a certificate for a name, and what trusts that certificate."""
    file, seal = a_certificate(folder, name), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    seal.load_cert_chain(file)
    offers = "AUTH PLAIN" if tls == "tls" else "STARTTLS\nAUTH PLAIN"
    with FakeServer(offers=offers, seal=seal, is_sealed_at_once=tls == "tls") as server:
        yield server, ssl.create_default_context(cafile=file)


def sealed(server: FakeServer, tls: str, trust: ssl.SSLContext | None = None) -> Smtp:
    return Smtp(Server("localhost", server.port, tls, "us", "a secret"), trust, seconds=5)  # type: ignore[arg-type]


@WAYS
def test_a_mail_and_the_login_go_sealed_to_a_server_whose_certificate_is_trusted(tls: str, tmp_path: Path) -> None:
    with a_sealed_server(tmp_path, tls) as (server, trust):
        assert sealed(server, tls, trust).send(a_mail()).why is None
        assert [to for to, _ in server.got] == ["bo@town.example"]
        assert set(server.open_words) <= {"EHLO", "STAR"}


@WAYS
@pytest.mark.parametrize("certified", ["localhost", "other.example"])
def test_to_a_server_that_is_not_who_it_should_be_nothing_is_said(tls: str, certified: str, tmp_path: Path) -> None:
    with a_sealed_server(tmp_path, tls, certified) as (server, trust):
        known = trust if certified != "localhost" else None  # trusted for another name; of this name, but unknown
        assert sealed(server, tls, known).send(a_mail()).why == "closed"
        assert server.got == []
        assert set(server.open_words) <= {"EHLO", "STAR"}


def test_a_server_that_hangs_is_given_up_and_one_that_is_closed_sends_nothing() -> None:
    with FakeServer(lambda _to, _step: "silence") as server:
        assert by(server, seconds=0.3).send(a_mail()).why == "later"
        smtp = by(server)
        smtp.close()
        assert smtp.send(a_mail()).why == "closed"


def test_a_password_is_read_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("a secret\n")
    with pytest.raises(PasswordUnusable, match="chmod 600"):
        read_password(file)
    file.chmod(0o600)
    assert read_password(file) == "a secret"
    file.write_text("\n")
    with pytest.raises(PasswordUnusable, match="no password"):
        read_password(file)
    file.write_text("p\u00e4ssword\n")
    with pytest.raises(PasswordUnusable, match="ASCII"):
        read_password(file)
    with pytest.raises(PasswordUnusable, match="cannot be read"):
        read_password(tmp_path / "none")


@pytest.mark.parametrize("login", [("us", "p\u00e4ssword"), ("\u00fcs", "password")])
def test_a_login_that_no_server_can_be_told_is_about_the_way(login: tuple[str, str]) -> None:
    with FakeServer(offers="AUTH PLAIN") as server:
        assert by(server, user=login[0], password=login[1]).send(a_mail()).why == "closed"
    assert server.got == []
