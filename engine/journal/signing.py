"""Signs checkpoints: what an installation says its chains are, so that whoever keeps one can prove a rewriting.

From its key also follow the secrets of webhooks, so that these need stand nowhere.

The format is that of `docs/reference/log-format.md`. Nothing here is random but the making of a key.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from engine.errors import SluisError
from engine.journal.codec import canonical
from engine.journal.tables import instant_text

FORMAT = 1
SIGNED = b"sluis checkpoint 1\n"
DERIVES, DERIVED = b"sluis derived 1\n", 32
LARGEST_KEY_FILE = 4096
OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEY, _SIGNATURE = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{128}")


class SigningKeyUnusable(SluisError):
    """The file of the signing key cannot be used; the message says what is the matter and what helps."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"the signing key {path} {reason}")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key with which an installation signs. It never shows itself."""

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def load_or_make(cls, path: Path) -> SigningKey:
        """Return the key in a PEM file that only its owner may read, made on first use. Raises SigningKeyUnusable."""
        try:
            return cls(_read(path, _open(path)))
        except FileNotFoundError:
            pass
        except OSError as error:
            raise SigningKeyUnusable(path, f"cannot be read: {error.strerror}") from error
        try:
            _make(path)
            return cls(_read(path, _open(path)))
        except OSError as error:
            raise SigningKeyUnusable(path, f"cannot be made: {error.strerror}") from error

    @property
    def public(self) -> str:
        """The public key in hexadecimal, which parties are told in person."""
        return self.private.public_key().public_bytes_raw().hex()

    def derived(self, purpose: bytes) -> bytes:
        """Return 32 secret bytes for a purpose, which tell nothing of the key and nothing of one another."""
        return HKDF(SHA256(), DERIVED, salt=None, info=DERIVES + purpose).derive(self.private.private_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message: the same for the same message."""
        return self.private.sign(message)


def checkpoint(
    process: str, at: datetime, labels: Iterable[str], heads: Mapping[str, tuple[int, bytes]], key: SigningKey
) -> dict[str, Any]:
    """Return a signed checkpoint for a reader who is in the audiences `labels`.

    `heads` are the place and digest of the last event on each label that the reader may read, `at` is when the latest
    of these happened. The same arguments give the same bytes.
    """
    told = {
        "at": instant_text(at),
        "format": FORMAT,
        "heads": {label: {"digest": digest.hex(), "n": n} for label, (n, digest) in heads.items()},
        "key": key.public,
        "labels": sorted(set(labels)),
        "process": process,
    }
    return told | {"signature": key.sign(SIGNED + canonical(told)).hex()}


def check_signature(checkpoint: Mapping[str, Any]) -> bool:
    """Tell whether a checkpoint was signed by the key it names. It can be anything that JSON holds."""
    key, signature = checkpoint.get("key"), checkpoint.get("signature")
    if not (isinstance(key, str) and _KEY.fullmatch(key)):
        return False
    if not (isinstance(signature, str) and _SIGNATURE.fullmatch(signature)):
        return False
    try:
        unsigned = canonical({name: value for name, value in checkpoint.items() if name != "signature"})
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), SIGNED + unsigned)
    except (InvalidSignature, ValueError, TypeError, RecursionError):
        return False
    return True


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe without a writer would never answer


def _read(path: Path, descriptor: int) -> Ed25519PrivateKey:
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise SigningKeyUnusable(path, "is not a file")
        if about.st_mode & OTHERS:
            mode = stat.S_IMODE(about.st_mode)
            raise SigningKeyUnusable(
                path, f"is open to others (mode {mode:04o}): let only its owner read it, chmod 600"
            )
        data = os.read(descriptor, LARGEST_KEY_FILE)
    finally:
        os.close(descriptor)
    return _parsed(path, data)


def _parsed(path: Path, data: bytes) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningKeyUnusable(path, "is not a private key in PEM without a password") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SigningKeyUnusable(path, "is not an Ed25519 key")
    return private


def _make(path: Path) -> None:
    """Make a key file whole or not at all; where another process was first, its key stands."""
    data = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mkstemp gives mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)  # unlike a rename, this never replaces
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
