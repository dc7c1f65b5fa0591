"""What is declared: a method file becomes a checked, compiled method. Pure: text in, values out."""

from engine.language.diagnostics import Diagnostic
from engine.language.method import Method
from engine.language.reading import Reading, read, read_method
from engine.language.schema import method_schema

__all__ = ["Diagnostic", "Method", "Reading", "method_schema", "read", "read_method"]
