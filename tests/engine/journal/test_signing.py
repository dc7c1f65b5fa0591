"""The signing key in its file, and checkpoints: the same bytes for the same heads, true only as they were signed."""

from __future__ import annotations

import hmac
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from engine.journal.codec import canonical
from engine.journal.signing import SigningKey, SigningKeyUnusable, check_signature, checkpoint

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PLAIN = NoEncryption()


def a_checkpoint(**changed: Any) -> dict[str, Any]:
    told = {"process": "p", "at": AT, "labels": ["public", "process"], "heads": {"process": (2, bytes(32))}, "key": KEY}
    return checkpoint(**{**told, **changed})


def written(path: Path, private: Any, encryption: KeySerializationEncryption = PLAIN) -> Path:
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    path.chmod(0o600)
    return path


def test_a_key_is_made_on_first_use_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    before = os.umask(0)
    try:
        made = SigningKey.load_or_make(path)
    finally:
        os.umask(before)

    assert SigningKey.load_or_make(path).public == made.public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_open_when_a_key_is_made_or_read(tmp_path: Path) -> None:
    before = len([*Path("/proc/self/fd").iterdir()])

    for _ in range(2):
        SigningKey.load_or_make(tmp_path / "signing.key")

    assert len([*Path("/proc/self/fd").iterdir()]) <= before


def test_all_who_make_a_key_at_once_get_the_same_one(tmp_path: Path) -> None:
    path, together, number = tmp_path / "signing.key", Barrier(8), 8

    def make(_turn: int) -> str:
        together.wait()
        return SigningKey.load_or_make(path).public

    with ThreadPoolExecutor(number) as pool:
        keys = set(pool.map(make, range(number)))

    assert len(keys) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(SigningKeyUnusable, match="cannot be made: No space left on device"):
        SigningKey.load_or_make(tmp_path / "signing.key")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_a_whole_key_yet_is_hidden_and_named_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(name: str, _path: Path) -> None:
        assert Path(name).parent == tmp_path
        raise OSError(5, Path(name).name)

    monkeypatch.setattr(os, "link", stopped)

    with pytest.raises(SigningKeyUnusable, match=r"cannot be made: \.signing\.key\.[a-z0-9_]+$"):
        SigningKey.load_or_make(tmp_path / "signing.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o601])
def test_a_key_that_others_may_open_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "signing.key"
    SigningKey.load_or_make(path)
    path.chmod(mode)

    with pytest.raises(SigningKeyUnusable, match=rf"signing.key is open to others \(mode {mode:04o}\): .*chmod 600"):
        SigningKey.load_or_make(path)


def test_what_is_no_ed25519_key_is_refused_in_words(tmp_path: Path) -> None:
    prose, other, sealed = tmp_path / "prose", tmp_path / "other", tmp_path / "sealed"
    prose.write_text("my key", encoding="utf-8")
    prose.chmod(0o600)
    written(other, generate_private_key(SECP256R1()))
    written(sealed, KEY.private, BestAvailableEncryption(b"secret"))
    folder, pipe = tmp_path / "folder", tmp_path / "pipe"
    folder.mkdir(mode=0o700)
    os.mkfifo(pipe, 0o600)

    for path, said in (
        (prose, "is not a private key in PEM without a password"),
        (other, "is not an Ed25519 key"),
        (sealed, "is not a private key in PEM without a password"),
        (folder, "is not a file"),
        (pipe, "is not a file"),
        (tmp_path / "nowhere" / "signing.key", "cannot be made: No such file or directory"),
    ):
        with pytest.raises(SigningKeyUnusable) as refused:
            SigningKey.load_or_make(path)
        assert str(refused.value) == f"the signing key {path} {said}"


def test_what_is_derived_from_a_key_is_another_secret_for_each_purpose_and_stays_what_it_is() -> None:
    """By RFC 5869, reckoned with HMAC alone: webhooks and letters that were sent are checked with it for years."""
    extracted = hmac.digest(bytes(32), bytes(range(32)), "sha256")

    assert [KEY.derived(purpose) for purpose in (b"letters", b"webhook")] == [
        hmac.digest(extracted, b"sluis derived 1\n" + purpose + b"\x01", "sha256")
        for purpose in (b"letters", b"webhook")
    ]


def test_a_key_does_not_show_itself() -> None:
    assert bytes(range(32)).hex() not in repr(KEY) + str(KEY)
    assert "private" not in repr(KEY)


def test_the_same_heads_give_the_same_bytes() -> None:
    heads = {"public": (1, bytes(32)), "process": (2, bytes(range(32)))}
    dutch = AT.astimezone(timezone(timedelta(hours=1)))

    one = a_checkpoint(heads=heads)
    other = a_checkpoint(heads=dict(reversed(heads.items())), labels=iter(["process", "public", "public"]), at=dutch)

    assert canonical(one) == canonical(other)
    assert list(one["labels"]) == ["process", "public"]
    assert check_signature(json.loads(canonical(one)))


def test_the_bytes_of_a_checkpoint_stay_what_they_are() -> None:
    assert a_checkpoint() == {
        "at": "2026-11-02T09:00:00.000000Z",
        "format": 1,
        "heads": {"process": {"digest": "00" * 32, "n": 2}},
        "key": "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
        "labels": ["process", "public"],
        "process": "p",
        "signature": "5d573bb82570557bfbeb4482c7121f3199a482025c22c596b1b2676841eec7da"
        "289a9e62e328e04dfc0f102588fc65df9ce3cc20f3de9e3f248fb78892070901",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-11-02T09:00:00.000001Z"}, {"format": 2}, {"heads": {}}, {"labels": ["process"]}, {"process": "q"},
        {"key": "00" * 32}, {"signature": "00" * 64}, {"signature": None}, {"key": None}, {"note": 1}, {"at": 1.5},
        {"key": a_checkpoint()["key"].upper()}, {"signature": a_checkpoint()["signature"].upper()},
        {"signature": f"{a_checkpoint()['signature']}\n"}, {"signature": a_checkpoint()["signature"][2:]},
    ],
)  # fmt: skip
def test_whatever_is_changed_in_a_checkpoint_its_signature_is_right_no_more(change: dict[str, Any]) -> None:
    assert check_signature(a_checkpoint())
    assert not check_signature(a_checkpoint() | change)


@pytest.mark.parametrize("key", [KEY.public.upper(), f"{KEY.public[:2]} {KEY.public[2:]}"])
def test_a_key_is_written_in_one_way_also_where_it_signed_another(key: str) -> None:
    told = {name: value for name, value in a_checkpoint().items() if name != "signature"} | {"key": key}

    assert not check_signature(told | {"signature": KEY.sign(b"sluis checkpoint 1\n" + canonical(told)).hex()})


def test_a_checkpoint_without_a_signature_or_key_is_not_signed() -> None:
    for name in ("signature", "key"):
        told = a_checkpoint()
        del told[name]
        assert not check_signature(told)


def test_a_signature_over_something_else_is_not_one_over_a_checkpoint() -> None:
    told = {name: value for name, value in a_checkpoint().items() if name != "signature"}
    for message in (
        canonical(told),
        b"sluis checkpoint 2\n" + canonical(told),
        b"sluis checkpoint 1" + canonical(told),
    ):
        assert not check_signature(told | {"signature": KEY.sign(message).hex()})


ANYTHING = st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text())


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "key": ANYTHING | st.just(KEY.public),  # a key of 64 zeros is a point of order 4: it "signs" each 4th text
            "signature": ANYTHING | st.binary(min_size=64, max_size=64).map(bytes.hex),
            "at": ANYTHING,
            "heads": ANYTHING,
        },
    )
)
def test_whatever_is_given_for_a_checkpoint_the_answer_is_no(told: dict[str, Any]) -> None:
    assert not check_signature(told)
