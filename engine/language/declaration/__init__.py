"""The shape of a method file: one Pydantic model a part, from which the JSON Schema is made too."""

from engine.language.declaration.base import Found
from engine.language.declaration.decisions import DecisionType
from engine.language.declaration.file import Declaration
from engine.language.declaration.gates import ConditionOrGroup, Gate, GateItem
from engine.language.declaration.people import Role
from engine.language.declaration.phases import Consequence, End, Later, Move, Phase, Root
from engine.language.declaration.records import FieldDeclared, RecordType

__all__ = [
    "ConditionOrGroup",
    "Consequence",
    "DecisionType",
    "Declaration",
    "End",
    "FieldDeclared",
    "Found",
    "Gate",
    "GateItem",
    "Later",
    "Move",
    "Phase",
    "RecordType",
    "Role",
    "Root",
]
