"""Our cookies: for this host alone, out of reach of scripts, and not sent along by other sites' pages.

`__Host-` asks for TLS. On this machine, without it, the same cookies go by a plain name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from fastapi import Request, Response

SESSION = "sluis"
INVITATION = "sluis-invitation"
LINK = "sluis-link"
LOOKED = "sluis-looked"


def read_cookie(request: Request, name: str, *, is_https: bool) -> str | None:
    """Return what a cookie of ours holds."""
    return request.cookies.get(full_name(name, is_https=is_https))


def set_cookie(
    response: Response, name: str, value: str, *, is_https: bool, until: datetime | None = None
) -> None:  # fmt: skip
    """Give a cookie, which is kept until an instant or else until the browser closes."""
    response.set_cookie(
        full_name(name, is_https=is_https),
        value,
        expires=until,
        path="/",
        secure=is_https,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, name: str, *, is_https: bool) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        full_name(name, is_https=is_https), path="/", secure=is_https, httponly=True, samesite="lax"
    )  # fmt: skip


def full_name(name: str, *, is_https: bool) -> str:
    """Return what a cookie is called: over TLS so that browsers take it from this host alone."""
    return f"__Host-{name}" if is_https else name
