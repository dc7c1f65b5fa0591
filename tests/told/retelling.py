"""What is shown of a story, in lines: all views in the middle of it, and the sentences of the log when it has ended.

After a change of what people see, `python -m tests.told.retelling` writes the files beside this one anew; the
difference is to be read, for it is what people will see otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from api.wording.saying import say_in
from engine.authoring.playing import Player
from engine.authoring.scenario import read_scenario
from engine.authoring.simulation import Simulation
from engine.files import method_from
from engine.process import view
from engine.process.sight import Reader
from tests.promises.seen import VIEWS, numbered

if TYPE_CHECKING:
    from engine.process.view import Telling

METHODS = Path(__file__).resolve().parents[2] / "methods"
TOLD = Path(__file__).parent
STORIES = (
    "consent-decision/night_shift", "joint-fact-finding/groundwater", "mutual-gains/dijk",
    "stuck-collaboration/harbour",
)  # fmt: skip
NAMES = ("id", "path", "name", "run", "type")
SAID_BEFORE = {"summary", "todo"}  # of which progress has all


def retold(story: str) -> str:
    """Play a story, and return what its second person is shown, in a language of the method."""
    name, _, file = story.partition("/")
    method, path = method_from(METHODS / name / "method.yaml"), METHODS / name / "scenarios" / f"{file}.yaml"
    stage, language = Simulation(method), method.declared.languages[-1]
    player = Player(method, read_scenario(path.read_text(encoding="utf-8"), path.name), stage)
    middle, lines = len(player.scenario.steps) // 2, list[str]()

    def telling() -> Telling:
        reader = Reader(participant=list(player.cast.ids.values())[1], language=language)
        assert stage.situation
        return view.telling_for(method, stage.situation, reader, say_in(language))

    for played in player.play():
        if played.number == middle:
            lines += [f"After step {middle}, {played.at:%Y-%m-%d %H:%M}", *_views(telling()), ""]
    return "\n".join([*lines, "The log at the end", *_log(telling(), stage), ""])


def _log(telling: Telling, stage: Simulation) -> Iterator[str]:
    for one in view.entries(telling, numbered(stage.events)):
        yield f"{one.n} {one.at:%m-%d %H:%M} {one.role or '-'}: {one.text}"
        yield from (f"    {detail}" for detail in one.details)


def _views(telling: Telling) -> Iterator[str]:
    for name, made in VIEWS.items():
        if name not in SAID_BEFORE:
            yield from lines_of(name, made(telling))


def lines_of(place: str, value: Any) -> Iterator[str]:
    """Yield a line for each thing with what is plain in it, then the lines of the things in it."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from lines_of(f"{place}/{_name(one)}", one)
    elif is_dataclass(value):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        plain = {name: part for name, part in parts.items() if _is_plain(part)}
        told = {name: part for name, part in plain.items() if not (_is_empty(part) or name in (*NAMES, "digest"))}
        yield f"{place}: {', '.join(f'{name}={_short(part)}' for name, part in told.items())}"
        for name, part in parts.items():
            if name not in plain:
                yield from lines_of(f"{place}/{name}", part)
    else:
        yield f"{place}: {_short(value)}"


def _name(one: Any) -> str:
    for name in NAMES:
        if (found := getattr(one, name, None)) is not None:
            return str(found)
    return ""


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_small(one) for one in value)
    return _is_small(value)


def _is_small(value: Any) -> bool:
    return not (is_dataclass(value) or isinstance(value, list | tuple)) or type(value).__name__ in ("Named", "Owed")


def _is_empty(value: Any) -> bool:
    return value is None or value in (False, [], {}, (), "")


def _short(value: Any) -> str:
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case list() | tuple():
            return f"[{'; '.join(map(_short, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {_short(one)}' for key, one in value.items())}}}"
        case _ if is_dataclass(value):
            return " ".join(_short(getattr(cast("Any", value), one.name)) for one in fields(value))
        case _:
            return str(value)


def file_of(story: str) -> Path:
    """Return where it is kept what is shown of a story."""
    return TOLD / f"{story.replace('/', '.')}.txt"


if __name__ == "__main__":
    for each in STORIES:
        file_of(each).write_text(retold(each), encoding="utf-8")
