"""What a receiver verifies a message by, as Standard Webhooks has it: an id, an instant, and a signature over both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standardwebhooks import Webhook as Signer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def signed(identity: str, body: bytes, secrets: Iterable[str], at: datetime) -> dict[str, str]:
    """Return the headers of a message that is sent now, signed by each secret."""
    text = body.decode()
    return {
        "content-type": "application/json",
        "user-agent": "Sluis",
        "webhook-id": identity,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Signer(one).sign(identity, at, text) for one in secrets),
    }
