"""Persistent maps: a changed copy shares what did not change, so a situation can be kept without copying it."""

from __future__ import annotations

from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

import immutables
from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

__all__ = ["Map", "changed", "empty"]

K = TypeVar("K")
V = TypeVar("V")


class _AsMap:
    """Tells pydantic to read a mapping into a persistent map, and to write it in the order of its keys."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        inner = handler.generate_schema(GenericAlias(dict, get_args(source)))
        return core_schema.no_info_after_validator_function(
            immutables.Map,
            inner,
            serialization=core_schema.wrap_serializer_function_ser_schema(_write_sorted, schema=inner),
        )


def _write_sorted(value: immutables.Map[Any, Any], write: core_schema.SerializerFunctionWrapHandler) -> object:
    return write(dict(sorted(value.items())))


Map = Annotated[immutables.Map[K, V], _AsMap()]


def empty() -> immutables.Map[Any, Any]:
    """Return a map of nothing."""
    return immutables.Map()


if TYPE_CHECKING:
    from dataclasses import replace as changed
else:

    def changed(thing: V, **to: object) -> V:
        """Return a copy of a dataclass without slots, with other values in some fields.

        It is `replace` without `__init__`, which sets field by field: for a situation that took longer than all else.
        """
        copy = object.__new__(type(thing))
        copy.__dict__.update(thing.__dict__, **to)
        return copy
