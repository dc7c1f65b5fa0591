"""Opens method files; what stands in them is read by `engine.language`, which opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from engine.errors import MethodInvalid
from engine.language import Diagnostic, Reading, read, read_method
from engine.language import Method as CheckedMethod
from engine.language.source import read_source


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
    text, complaint = text_of(path)
    return Reading(None, (complaint,)) if complaint else read(text, str(path), beside(path), shown=_shown(path))


def method_from(path: Path) -> CheckedMethod:
    """Read a method file that must be without errors. Raises MethodInvalid, or OSError."""
    text, complaint = text_of(path)
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
        text, complaint = text_of(found) if found else ("", None)
        if found is None or complaint:
            return None
        inner = read(text, str(found), beside(found, reading | {str(path), str(found)}))
        return inner.method if inner.method and inner.method.id == name else None

    return find


def _shown(path: Path) -> frozenset[str] | None:
    """Return the ends to which the scenarios beside a method come; None where there are none."""
    name = _data(path).get("method")
    stories = [story for file in stories_beside(path) if (story := _data(file)).get("method") == name]
    return frozenset(end for story in stories for end in _ends(story.get("steps"))) if stories else None


def stories_beside(path: Path) -> list[Path]:
    """Return the files of the scenarios beside a method, by name; some may be of another method there."""
    return sorted((path.parent / "scenarios").glob("*.yaml"))


def stories_of(path: Path, method: str) -> list[Path]:
    """Return the scenarios beside a method that are its own.

    Those that name another method are left to that one, where it is there too: under any name in the same folder, or
    where a method that is run would be. One that names a method which is nowhere is this one's, with its name misspelt.
    """

    def is_ours(file: Path) -> bool:
        try:
            named = _data(file).get("method")
        except OSError:
            return True  # what cannot be read is told as that
        return named == method or (named not in _methods_in(path.parent) and beside(path)(str(named)) is None)

    return [file for file in stories_beside(path) if is_ours(file)]


def _methods_in(folder: Path) -> list[object]:
    """Return the ids of the methods whose files stand in a folder, in order or not."""
    found = [_data(one) for one in sorted(folder.glob("*.yaml")) if one.is_file()]
    return [one["method"] for one in found if "sluis" in one and "method" in one]


def _data(path: Path) -> dict[str, object]:
    data = read_source(text_of(path)[0], str(path)).data
    return data if isinstance(data, dict) else {}


def _ends(steps: object) -> list[str]:
    """Return the ends that the steps of a story come to, but for those of the processes that its phases run."""
    own = [one for one in steps if isinstance(one, dict) and "in" not in one] if isinstance(steps, list) else []
    told = [one.get("then") for one in own]
    return [str(one["end"]) for one in told if isinstance(one, dict) and "end" in one]


def text_of(path: Path) -> tuple[str, Diagnostic | None]:
    """Return the text of a file, or what is wrong where it is none. Raises OSError."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return "", Diagnostic(str(path), line, column, "the file is not UTF-8 text", "not-yaml")
