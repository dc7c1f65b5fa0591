"""Passwords: which are taken, how they are kept, and comparing one in the same time where there is none."""

from __future__ import annotations

import threading
import unicodedata
from functools import cached_property, lru_cache
from importlib.resources import files

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from engine.process.refusal import Refusal

LEAST, MOST = 8, 1_000
AT_ONCE = 2  # each takes 64 MiB
NOBODYS = "nobody has this password"


class Passwords:
    """Keeps passwords as argon2id hashes. Slow on purpose: never to be called while others wait for a lock."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hash = PasswordHash((hasher or Argon2Hasher(),))
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def kept(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._turns:
            return self._hash.hash(_normal(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Tell whether a password is the one that was kept; where none was, tell no in the same time."""
        with self._turns:
            found = self._hash.verify(_normal(password), kept or self._nobodys)
        return found and kept is not None

    @cached_property
    def _nobodys(self) -> str:
        return self._hash.hash(NOBODYS)


def fault_of(password: str) -> Refusal | None:
    """Return why a password is not taken; None where it is."""
    normal = _normal(password)
    if len(normal) < LEAST:
        return Refusal("malformed", "password_short", {"least": LEAST}, "/password")
    if len(normal) > MOST:
        return Refusal("malformed", "password_long", {"most": MOST}, "/password")
    if normal.casefold() in common_passwords():
        return Refusal("malformed", "password_common", {}, "/password")
    return None


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return passwords that everybody tries first."""
    lines = files("engine.access").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def _normal(password: str) -> str:
    """Return a password as it is compared: the same letters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password[: MOST + 1].encode("utf-8", "replace").decode())
