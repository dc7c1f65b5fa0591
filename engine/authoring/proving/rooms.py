"""The rooms of a search, which ask one another: a condition may need a record, a record a vote, a vote a condition."""

from engine.authoring.proving.acting import hold_role
from engine.authoring.proving.children import bring_to_end
from engine.authoring.proving.deciding import decide
from engine.authoring.proving.growing import include
from engine.authoring.proving.making import make
from engine.authoring.proving.passing import fulfil, meet
from engine.authoring.proving.recording import confirm
from engine.authoring.proving.signing import accept

__all__ = ["accept", "bring_to_end", "confirm", "decide", "fulfil", "hold_role", "include", "make", "meet"]
