"""What the parts of a situation are made of."""

from __future__ import annotations

from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", "str | bool | int | list[Json] | dict[str, Json] | None")


Subject = tuple[str, ...]
