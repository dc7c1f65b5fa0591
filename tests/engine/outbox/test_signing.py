"""Signatures are those of Standard Webhooks: by its published example, and by code that shares nothing with ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.outbox.signing import signed
from tests.receiving import Got

pytestmark = pytest.mark.P14
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1_614_265_330, UTC)


def test_the_published_example_is_signed_as_it_is_published() -> None:
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", BODY, [SECRET], AT)

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"
    assert Got(headers, BODY).is_signed_by(SECRET)


def test_every_secret_signs_and_what_was_altered_is_signed_by_none() -> None:
    other = "whsec_" + "A" * 43 + "="
    headers = signed("msg_x", BODY, [SECRET, other], AT)

    assert len(headers["webhook-signature"].split(" ")) == 2
    assert [Got(headers, BODY).is_signed_by(one) for one in (SECRET, other)] == [True, True]
    for altered in ({"webhook-id": "msg_y"}, {"webhook-timestamp": "1614265331"}):
        assert not Got(headers | altered, BODY).is_signed_by(SECRET)
    assert not Got(headers, BODY + b" ").is_signed_by(SECRET)
