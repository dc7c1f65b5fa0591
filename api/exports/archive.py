"""Several files as one, the same bytes for the same files. Unless asked, nothing is compressed: a length then tells."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def zip_of(files: Iterable[tuple[str, bytes]], pressed: int = zipfile.ZIP_STORED) -> bytes:
    """Return named files as a zip archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = READABLE
            archive.writestr(entry, content, pressed)
    return written.getvalue()
