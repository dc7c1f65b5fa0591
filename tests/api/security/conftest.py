from __future__ import annotations

from tests.api.access.conftest import app, engine, nobody, owner

__all__ = ["app", "engine", "nobody", "owner"]
