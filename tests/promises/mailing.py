"""A process that acts and mails, and may be killed at any moment: `python -m tests.promises.mailing …`."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

from api.mailing import words_for
from engine import Engine
from engine.access.identity import operator_of
from engine.access.invitations import Wished
from engine.errors import OutcomeUnknown, StoreBusy
from engine.journal.store import EVERYBODY
from engine.outbox.mail import mailer as module
from engine.outbox.mail.mailer import Mailer
from engine.outbox.mail.shapes import Office
from engine.outbox.mail.smtp import Server, Smtp
from engine.process.refusal import Refusal
from tests.engine.journal.neighbours import a_command
from tests.mailing import SENDER, URL

LEASE = timedelta(seconds=2)  # longer than any try takes
SOON = (timedelta(milliseconds=5),)
UNDER_WAY = (
    "SELECT 1 FROM letter WHERE over_at IS NULL UNION ALL SELECT 1 FROM mailbox WHERE lease IS NOT NULL UNION ALL"
    " SELECT 1 FROM seat JOIN process ON process.id=seat.process LEFT JOIN mail_place AS place"
    " ON place.account=seat.account AND place.process=seat.process WHERE coalesce(place.length, 0)<>process.length"
)


def run(url: str, seed: str, processes: list[str], port: int, acts: int) -> None:
    """Act so often, in processes by turns, then go on mailing until nothing waits."""
    chance = Random(seed)
    module.PAUSE, module.CLOSED_FOR = timedelta(milliseconds=5), timedelta(milliseconds=50)
    with Engine.open(url, signing_key=Path(os.environ["KEY"])) as engine:
        town = engine.of("town")
        transport = Smtp(Server("127.0.0.1", port, "off"), seconds=0.5)
        mailer = Mailer(
            engine._journal,  # noqa: SLF001 - the tests look behind the door
            Office(transport, words_for(URL), SENDER),
            waits=SOON, every=0.01, lasts=LEASE,
        )  # fmt: skip
        mailer.start()
        print("open", flush=True)
        for _ in range(acts):
            with suppress(StoreBusy, OutcomeUnknown):
                _act(town, chance, chance.choice(processes))
            time.sleep(chance.uniform(0, 0.01))
        _settle(engine)
        mailer.stop()


def _act(town: Engine, chance: Random, process: str) -> None:
    """Take a step that all hear of who take part, invite somebody, or let somebody ask for a link."""
    what, number = chance.random(), chance.randrange(10**9)
    if what < 0.6:
        town.submit(process, a_command("move", move=chance.choice(["over", "back"])))
    elif what < 0.8:
        wished = Wished(f"guest{number}@town.example", ("observer",))
        made = town.access.invitations.make(operator_of("town"), wished, mailed_in="en")
        if not isinstance(made, Refusal) and made.is_mailed:
            print(made.invitation.email, flush=True)
    else:
        town.access.links.mail("town", "anna@town.example", "en")


def _settle(engine: Engine) -> None:
    quiet = 0
    while quiet < 5:
        with engine._journal.reading(EVERYBODY) as connection:  # noqa: SLF001 - the same
            is_over = not connection.execute(UNDER_WAY).fetchone()
        quiet = quiet + 1 if is_over else 0
        time.sleep(0.05)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[3].split(","), int(sys.argv[4]), int(sys.argv[5]))
