"""What is done to sessions, invitations, tokens, webhooks and accounts; and the pages about oneself and of coming in.

These routes are there only where there are accounts.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from api.routes.access import (
    accounts,
    entrance,
    invitations,
    keeping,
    oneself,
    organisation,
    sessions,
    tokens,
    webhooks,
)
from api.sign_ins import Tries

if TYPE_CHECKING:
    from fastapi import FastAPI

    from engine.access.links import Sent

log = logging.getLogger("sluis.api")


def install(app: FastAPI) -> None:
    """Let an application have accounts."""
    app.state.tries, app.state.send_link = Tries(), send_nothing
    for part in (sessions, invitations, tokens, webhooks, accounts, keeping, entrance, oneself, organisation):
        app.include_router(part.router)


def send_nothing(sent: Sent) -> None:
    """Send no link: this release sends no mail. `sluis user link` prints one for whoever runs the server."""
    log.info("a link to sign in by was asked for; this release sends no mail")
