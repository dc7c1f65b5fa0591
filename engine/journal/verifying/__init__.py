"""Tells whether an exported log is what was written, by `docs/reference/log-format.md`. Opens no file, no database."""

from engine.journal.verifying.exported import Export, Finding
from engine.journal.verifying.report import Erased, Report, verify
from engine.journal.verifying.strict_json import MOST_BYTES
from engine.journal.verifying.witnesses import Compared, Kept

__all__ = ["MOST_BYTES", "Compared", "Erased", "Export", "Finding", "Kept", "Report", "verify"]
