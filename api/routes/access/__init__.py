"""What is done to sessions, invitations, tokens, webhooks and accounts; and the pages about oneself and of coming in.

These routes are there only where there are accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.routes.access import (
    accounts,
    entrance,
    invitations,
    keeping,
    mail,
    oneself,
    organisation,
    sessions,
    tokens,
    webhook_pages,
    webhooks,
)
from api.sign_ins import Tries

if TYPE_CHECKING:
    from fastapi import FastAPI

PARTS = (
    sessions,
    invitations,
    tokens,
    webhooks,
    accounts,
    keeping,
    mail,
    entrance,
    oneself,
    organisation,
    webhook_pages,
)


def install(app: FastAPI) -> None:
    """Let an application have accounts."""
    app.state.tries = Tries()
