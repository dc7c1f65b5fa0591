"""Opens method files; what stands in them is read by `engine.language`, which opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from engine.errors import MethodInvalid
from engine.language import Diagnostic, Reading, read, read_method
from engine.language import Method as CheckedMethod


class Method(CheckedMethod):
    """A checked method; `Method.read(path)` reads one from its file."""

    __slots__ = ()

    @classmethod
    def read(cls, path: Path | str) -> Method:
        """Read a method file that must be without errors. Raises MethodInvalid, or OSError."""
        checked = method_from(Path(path))
        return cls(**{one.name: getattr(checked, one.name) for one in fields(checked)})


def read_file(path: Path) -> Reading:
    """Read a method file and every complaint about it. Raises OSError when the file cannot be read."""
    text, complaint = _text(path)
    return Reading(None, (complaint,)) if complaint else read(text, str(path), beside(path))


def method_from(path: Path) -> CheckedMethod:
    """Read a method file that must be without errors. Raises MethodInvalid, or OSError."""
    text, complaint = _text(path)
    if complaint:
        raise MethodInvalid([complaint])
    return read_method(text, str(path), beside(path))


def beside(path: Path, reading: frozenset[str] = frozenset()) -> Callable[[str], CheckedMethod | None]:
    """Return what finds a method by its id in the files beside one: `<id>.yaml`, or `<id>/method.yaml` next to it.

    Files that run one another in a circle are not found.
    """

    def find(name: str) -> CheckedMethod | None:
        around = path.parent
        places = (around / f"{name}.yaml", around / name / "method.yaml", around.parent / name / "method.yaml")
        found = next((one for one in places if one.is_file() and str(one) not in reading), None)
        text, complaint = _text(found) if found else ("", None)
        if found is None or complaint:
            return None
        inner = read(text, str(found), beside(found, reading | {str(path), str(found)}))
        return inner.method if inner.method and inner.method.id == name else None

    return find


def _text(path: Path) -> tuple[str, Diagnostic | None]:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return "", Diagnostic(str(path), line, column, "the file is not UTF-8 text", "not-yaml")
