"""Text as paper takes it: without signs that no file of Word or PDF may hold."""

from __future__ import annotations

import re

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # make a text read otherwise than it is written


def plain(text: str) -> str:
    """Return a text with a mark where something was that cannot be written, and without what turns its direction."""
    return UNFIT.sub("\ufffd", TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
