"""What is wrong with a command that does not have the shape of one: each part once, at its place in what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from engine.process.commands import Command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import ValidationError

ABSENT = object()
KEYS = {
    get_args(one.model_fields["do"].annotation)[0]: tuple(part.alias or name for name, part in one.model_fields.items())
    for one in get_args(Command)
}


def wrong_parts(data: object, error: ValidationError) -> list[dict[str, Any]]:
    """Return the errors of a command as pydantic tells them, but with `loc` as the path of keys and indices in it."""
    found: list[dict[str, Any]] = [{**one, "loc": _place(data, one["loc"], one["type"])} for one in error.errors()]
    for one in found:
        if one["type"] == "extra_forbidden" and isinstance(data, dict):
            one["ctx"] = {"allowed": KEYS[data["do"]]}
    return list(_distinct(found))


def _place(data: object, loc: Sequence[int | str], kind: str) -> tuple[int | str, ...]:
    """Leave out which command and which of several shapes was tried: those are no part of what was sent."""
    place: list[int | str] = []
    for step in loc[1:]:
        inside = _inside(data, step)
        if inside is not ABSENT:
            place.append(step)
            data = inside
        elif kind == "missing":
            place.append(step)
    return tuple(place)


def _inside(data: object, step: int | str) -> object:
    if isinstance(data, dict):
        return data.get(step, ABSENT)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else ABSENT


def _distinct(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of a part that may have several shapes, tell what is wrong with the one it has, or once that it has none."""
    told = set()
    for one in found:
        place = one["loc"]
        rivals = [other for other in found if other is not one and other["loc"][: len(place)] == place]
        if not (rivals and _is_about_shape(one)):
            yield one
        elif all(other["loc"] == place and _is_about_shape(other) for other in rivals) and place not in told:
            told.add(place)
            yield one | {"type": "several_shapes"}


def _is_about_shape(one: dict[str, Any]) -> bool:
    return str(one["type"]).endswith("_type")
