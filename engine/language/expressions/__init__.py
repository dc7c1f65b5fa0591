"""The language of conditions: CEL's syntax and meaning, a named subset (`docs/reference/conditions.md`)."""

from engine.language.expressions.check import check
from engine.language.expressions.compile import Evaluate, compile_fast
from engine.language.expressions.errors import ExpressionError
from engine.language.expressions.explain import Explanation, Why, explain
from engine.language.expressions.expression import Expression, read_expression
from engine.language.expressions.nodes import Node
from engine.language.expressions.syntax import parse
from engine.language.expressions.typed import Typed
from engine.language.expressions.types import (
    BOOL,
    DURATION,
    INT,
    NULL,
    NUMBER,
    STRING,
    TIMESTAMP,
    Choice,
    ListOf,
    MapOf,
    Member,
    Scope,
    Thing,
    Type,
    Vocabulary,
)
from engine.language.expressions.values import DEFAULT_BUDGET, OUT_OF_STEPS, Unknown

__all__ = [
    "BOOL",
    "DEFAULT_BUDGET",
    "DURATION",
    "INT",
    "NULL",
    "NUMBER",
    "OUT_OF_STEPS",
    "STRING",
    "TIMESTAMP",
    "Choice",
    "Evaluate",
    "Explanation",
    "Expression",
    "ExpressionError",
    "ListOf",
    "MapOf",
    "Member",
    "Node",
    "Scope",
    "Thing",
    "Type",
    "Typed",
    "Unknown",
    "Vocabulary",
    "Why",
    "check",
    "compile_fast",
    "explain",
    "parse",
    "read_expression",
]
