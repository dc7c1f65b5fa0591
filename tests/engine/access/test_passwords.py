from __future__ import annotations

import pytest

from engine.access.passwords import MOST, Passwords, common_passwords, fault_of
from tests.engine.access.people import message


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "password_short"),
        ("1234567", "password_short"),
        ("x" * (MOST + 1), "password_long"),
        ("x" * 1_000_000, "password_long"),
        ("password", "password_common"),
        ("PassWord", "password_common"),
        ("".join(chr(ord(one) + 0xFEE0) for one in "password"), "password_common"),  # the same letters, wider
        ("baseball", "password_common"),
    ],
)
def test_a_password_that_anybody_guesses_is_not_taken(password: str, why: str) -> None:
    assert message(fault_of(password)) == why


@pytest.mark.parametrize(
    "password", ["een boot in een sluis", "x" * MOST, "pässwörter 1", "\N{ROWBOAT}" * 8, "\ud800" * 8]
)
def test_any_other_password_is_taken_and_known_again(password: str) -> None:
    passwords = Passwords()

    kept = passwords.kept(password)

    assert fault_of(password) is None
    assert passwords.fits(password, kept)
    assert not passwords.fits(password + "x", kept)
    assert not passwords.fits(password, None)


def test_the_three_thousand_most_common_passwords_are_known() -> None:
    assert len(common_passwords()) == 3_000
    assert all(len(one) >= 8 for one in common_passwords())


def test_a_password_is_kept_by_argon2id_with_much_memory() -> None:
    kept = Passwords().kept("a boat in a lock")

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept != Passwords().kept("a boat in a lock")


def test_a_letter_is_the_same_however_a_keyboard_composes_it() -> None:
    passwords = Passwords()

    assert passwords.fits("cafe\u0301 au lait", passwords.kept("caf\u00e9 au lait"))
