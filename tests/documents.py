"""Documents that tests put into records: the smallest that are what they are called."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PDF_TYPE = "application/pdf"


def sent(data: bytes = PDF, name: str = "plan.pdf", kind: str = PDF_TYPE) -> dict[str, str]:
    """Return a document as a command has it."""
    return {"name": name, "type": kind, "content": b64encode(data).decode()}


def archive(*names: str) -> bytes:
    """Return an archive that holds files of these names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name in names:
            into.writestr(name, "<x/>")
    return packed.getvalue()
