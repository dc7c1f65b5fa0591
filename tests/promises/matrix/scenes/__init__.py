"""Every scene of the matrix, by the name that its line gives it."""

from tests.promises.matrix.scenes import (
    besides,
    decisions,
    elsewhere,
    gates,
    log,
    records,
    served,
    whole,
)
from tests.promises.matrix.scenes.base import SCENES

MODULES = (besides, decisions, elsewhere, gates, log, records, served, whole)

__all__ = ["MODULES", "SCENES"]
