"""What all events share: a skeleton, kept for ever, and content that can be erased."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeVar

V = TypeVar("V")
CONTENT = "content"
Content = Annotated[V | None, CONTENT]


class Body:
    """What one kind of event tells. `VERSION` is the version of its shape."""

    __slots__ = ()
    VERSION: ClassVar[int] = 1
