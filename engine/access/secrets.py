"""Secrets that are shown once: 32 random bytes as text, of which only the digest is kept."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

BYTES = 32
ID_BYTES = 8
LONGEST = 200
Random = Callable[[int], bytes]


def new_secret(random: Random) -> str:
    """Return a secret that fits into an address."""
    return urlsafe_b64encode(random(BYTES)).rstrip(b"=").decode()


def new_id(random: Random) -> str:
    """Return a name for something that has a secret; it tells nothing of it."""
    return random(ID_BYTES).hex()


def digest_of(secret: str) -> bytes:
    """Return what is kept of a secret. It has too much chance in it to be guessed, so nothing slower is needed."""
    return sha256(secret[:LONGEST].encode("utf-8", "surrogatepass")).digest()
