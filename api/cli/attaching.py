"""Documents from files, as `sluis do` sends them: `fields.plan=@plan.pdf`."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from api.cli.terminal import Unanswered
from engine.language.diagnostics import listed
from engine.language.documents import DOCUMENT_TYPES

MARK = "@"


def document_from(word: str) -> dict[str, Any]:
    """Return the document in the file that a word names after its mark. Raises Unanswered."""
    path = Path(word.removeprefix(MARK))
    kind = next((one for one in DOCUMENT_TYPES.values() if path.name.lower().endswith(one.endings)), None)
    if kind is None:
        endings = listed(ending for one in DOCUMENT_TYPES.values() for ending in one.endings)
        raise Unanswered(
            f"'{path.name}' is no document that a record takes: {endings}. Text that begins so is quoted: '\"@…\"'"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unanswered(f"{path} cannot be read: {error.strerror or error}") from error
    return {"name": path.name, "type": kind.media_type, "content": b64encode(data).decode()}
