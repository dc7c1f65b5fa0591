"""How often somebody may try to come in: at an account, whoever tries, and from an address, whatever is tried.

Both count whether or not there is such an account, so that neither tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter

from api.problems import Unreadable
from api.rates import address_of
from api.security.notes import notes_of
from api.windows import Windows, seconds_left
from engine.access import accounts

if TYPE_CHECKING:
    from fastapi import Request
    from limits import RateLimitItem

AT_ACCOUNT = (RateLimitItemPerMinute(5), RateLimitItemPerHour(100))
FROM_ADDRESS = (RateLimitItemPerMinute(20),)
LETTERS = (RateLimitItemPerHour(20),)  # that somebody may have sent to whomever


class Tries:
    """Counts tries to come in, in windows that move along."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(Windows())

    def count(self, request: Request, organisation: str = "", who: str = "") -> None:
        """Count one more try. Raises Unreadable where there were too many."""
        wanted: list[tuple[RateLimitItem, tuple[str, ...]]]
        wanted = [(one, ("address", address_of(request.scope))) for one in FROM_ADDRESS]
        if who:
            wanted += [(one, ("account", organisation, _normal(who))) for one in AT_ACCOUNT]
        for limit, key in wanted:
            self._hit(limit, key, "too many tries to come in")

    def count_letter(self, request: Request) -> None:
        """Count one more letter that somebody has sent. Raises Unreadable where there were too many."""
        for limit in LETTERS:
            self._hit(limit, ("letters", address_of(request.scope)), "too many links were asked for")

    def count_ending(self, request: Request, token: str) -> None:
        """Count that mail is ended by a token once more. Raises Unreadable where it was too often.

        Programs of mail come for many from one address, so by that only wrong ones are counted.
        """
        for limit in AT_ACCOUNT:
            self._hit(limit, ("ending", token), "mail was ended too often by this link")

    def _hit(self, limit: RateLimitItem, key: tuple[str, ...], why: str) -> None:
        if not self._limiter.hit(limit, *key):
            raise Unreadable("too-often", why, retry_after=seconds_left(self._limiter, limit, *key))


def tries_of(request: Request) -> Tries:
    """Return what this server counts tries with."""
    tries: Tries = request.app.state.tries
    return tries


def count_try(request: Request, organisation: str, email: str) -> None:
    """Count a try at an address. Raises Unreadable where there were too many."""
    note_try(request, organisation, email)
    tries_of(request).count(request, organisation, email)


def note_try(request: Request, organisation: str, email: str, account: str | None = None) -> None:
    """Note for the security log at which account somebody tries to come in."""
    own = request.app.state.settings.organisation
    notes_of(request.scope).tried_at(organisation, email, account, own)


def _normal(who: str) -> str:
    """Return whoever tries to come in by the address that is looked up, so that no other spelling is a new start."""
    return accounts.address_of(who)[:300]
