"""Nothing secret is kept as it is: not in a row, not in the bytes of a file, also after it was used."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from engine import Engine
from engine.access.identity import operator_of
from engine.access.invitations import Guest, Wished
from engine.journal.store import Connection
from engine.journal.tables import Table
from tests.engine.access.people import (
    a_guest,
    a_person,
    a_token,
    an_organisation,
    by_token,
    granted,
    known,
    with_quick_passwords,
)
from tests.engine.journal.neighbours import Time
from tests.mailing import Box, an_office, secret_of

PASSWORD = "zq-xjk-vwpl-nowhere-else"
PASSWORDS_AFTER = "zq-xjk-vwpl-nor-this-one"


def secrets_of(engine: Engine) -> list[str]:
    """Make one of every secret there is, use some of them, and return all."""
    town = an_organisation(engine)
    made = [granted(engine.access.organisations.begin("air"))]
    used = granted(engine.access.invitations.make(operator_of("town"), Wished("bo@town.example", ("owner",))))
    waits = granted(engine.access.invitations.make(operator_of("town"), Wished("cas@town.example", ("observer",))))
    came = granted(engine.access.invitations.accept(used.secret, a_guest(password=PASSWORD)))
    assert came.signed_in is not None
    bo = known(engine, came.signed_in)
    token, ended = a_token(bo, town, "read"), a_token(bo, town, "act")
    assert by_token(town, ended).account == bo.account
    assert engine.access.tokens.end(bo, ended.token.id)
    links = [engine.access.links.ask("town", "bo@town.example") for _ in range(2)]
    assert links[0] is not None
    assert links[1] is not None
    again = granted(engine.access.links.use(links[0].secret))
    assert made[0] is not None
    granted(engine.access.accounts.set_password(known(engine, again), PASSWORDS_AFTER))
    box = Box()
    granted(
        engine.access.invitations.make(operator_of("town"), Wished("dora@town.example", ("owner",)), mailed_in="en")
    )
    engine.access.links.mail("town", "bo@town.example", "en")
    engine.mailer(an_office(box)).round()
    mailed = [secret_of(one.data) for one in box.sent]
    assert len(mailed) == 2
    return [
        *mailed,
        PASSWORD, PASSWORDS_AFTER, made[0].secret, used.secret, waits.secret, came.signed_in.secret, again.secret,
        token.secret, ended.secret, links[0].secret, links[1].secret,
    ]  # fmt: skip


def faces_of(secret: str) -> set[bytes]:
    """Return what a secret looks like in bytes: as text, also a part of it, and as what it was made of."""
    last = secret.split("_", 2)[-1] if secret.startswith("sluis_") else secret
    faces = {last.encode(), last[:12].encode(), last[-12:].encode(), last.encode().hex().encode()}
    if len(last) == 43:
        faces |= {urlsafe_b64decode(last + "="), urlsafe_b64decode(last + "=").hex().encode()}
    return faces


def test_a_secret_is_looked_for_whole_also_where_it_has_an_underscore_of_its_own() -> None:
    secret = "sluis_a7a3de5fe045f7b4_EllJWmDrCidAiDBMZub_KpIZXUz3r1gzl9CCCFmYl_g"

    assert min(len(one) for one in faces_of(secret)) == 12
    assert b"EllJWmDrCidAiDBMZub_KpIZXUz3r1gzl9CCCFmYl_g" in faces_of(secret)


def test_no_row_has_a_secret_as_it_is(engine: Engine, beside: Connection, tmp_path: Path) -> None:
    engine._journal._key_file = tmp_path / "signing.key"  # noqa: SLF001 - without a key there is no mail
    secrets = secrets_of(engine)

    tables = [str(name) for name in Table.metadata.tables]
    kept = b"".join(
        repr([bytes(one) if isinstance(one, memoryview) else one for one in row]).encode()
        + b"".join(bytes(one) for one in row if isinstance(one, bytes | memoryview))
        for table in tables
        for row in beside.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names
    )

    assert len(kept) > 1_000
    assert [one for one in secrets for face in faces_of(one) if face in kept] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_file_has_a_secret_as_it_is(url: str, time: Time) -> None:
    with Engine.open(url, now=time) as opened:
        secrets = secrets_of(with_quick_passwords(opened))
        folder = Path(url.removeprefix("sqlite:///")).parent
        before = b"".join(one.read_bytes() for one in folder.iterdir())
    after = b"".join(one.read_bytes() for one in folder.iterdir())

    assert b"argon2id" in before
    assert [one for one in secrets for face in faces_of(one) if face in before + after] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_erased_account_is_in_no_file_any_more(url: str, time: Time) -> None:
    with Engine.open(url, now=time) as opened:
        engine = with_quick_passwords(opened)
        town = an_organisation(engine)
        olga = a_person(town, "olga", "owner")
        sent = granted(engine.access.invitations.make(olga, Wished("zqxjkvwpl@town.example", ("observer",))))
        came = granted(engine.access.invitations.accept(sent.secret, Guest("Zqxjkvwpl", PASSWORD)))
        granted(engine.access.accounts.erase(olga, came.account))
        folder = Path(url.removeprefix("sqlite:///")).parent
        kept = b"".join(one.read_bytes() for one in folder.iterdir()).lower()

    assert b"olga@town.example" in kept
    assert b"zqxjkvwpl" not in kept
