"""The receiver of `docs/how-to/be-told-of-changes.md` does what the page says, as it stands there."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.outbox.signing import signed
from engine.outbox.wire import Answer, Wire
from tests.examples.fences import the_only

pytestmark = pytest.mark.P14
PAGE = Path(__file__).parents[3] / "docs/how-to/be-told-of-changes.md"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "A" * 43 + "="
BODY = b'{"type":"ping","timestamp":"2026-11-02T09:14:07.250000Z","data":{}}'


@pytest.fixture
def receiver() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the receiver of the page, at a port that is free here."""
    code = the_only(PAGE, "python")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert code.count("9000") == 1
    words = [sys.executable, "-c", code.replace("9000", str(port))]
    environment = os.environ | {"SECRET": SECRET}
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as started:
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}/", started
        started.kill()


def test_the_receiver_takes_what_we_sign_and_nothing_else(receiver: tuple[str, subprocess.Popen[str]]) -> None:
    url, started = receiver
    wire, now = Wire(("127.0.0.1",)), datetime.now(UTC)

    told = [
        wire.post(url, signed("msg_1", BODY, [SECRET], now), BODY),
        wire.post(url, signed("msg_1", BODY, [OTHER, SECRET], now), BODY),
        wire.post(url, signed("msg_1", BODY, [OTHER], now), BODY),
        wire.post(url, signed("msg_1", BODY, [SECRET], now), BODY + b" "),
        wire.post(url, signed("msg_1", BODY, [SECRET], now - timedelta(minutes=6)), BODY),
    ]

    assert told == [Answer(status=204)] * 2 + [Answer("answered", 400)] * 3
    assert started.stdout is not None
    assert [started.stdout.readline() for _ in range(2)] == [f"{json.loads(BODY)}\n"] * 2
