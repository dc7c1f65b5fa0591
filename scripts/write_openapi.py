"""Write the OpenAPI document of a server with accounts to docs/reference/openapi.json."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from api.app import create_app
from api.settings import Settings
from engine import Engine

PLACE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def main() -> None:
    """Write it, and say where."""
    with TemporaryDirectory() as folder, Engine.open(f"sqlite:///{folder}/sluis.db") as engine:
        document = create_app(engine, Settings(access="accounts")).openapi()
    PLACE.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {PLACE.name}: {len(document['paths'])} addresses")


if __name__ == "__main__":
    main()
