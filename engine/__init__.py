"""The engine: declared methods in, processes driven and every act kept."""

from engine.engine import Engine
from engine.errors import SluisError
from engine.files import Method
from engine.journal.ledger import Receipt
from engine.process.refusal import Refusal
from engine.process.sight import Reader

__all__ = ["Engine", "Method", "Reader", "Receipt", "Refusal", "SluisError"]
