"""The worker's side: a process of its own that reads method files or writes documents, with bounded memory and time.

Started by `api.worker` as `python -m api.workroom`. It gets and gives frames, each four bytes of length and JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from zoneinfo import TZPATH

from api.finding import runs_of
from api.reports.shapes import from_json
from api.staging import play
from api.studying import study
from engine.errors import MethodInvalid
from engine.language import Method, read, read_method

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

    from engine.language import Reading

MEMORY = 1024**3  # of addresses, of which the interpreter alone takes a quarter
REMEMBERED = 16
UNFIT = 70
CALENDARS = ("holidays", "dateutil")  # of which the parts are loaded when they are needed
LAST = 19  # of all niceness the most: whatever else there is to do comes first
TOUCHING = ("open", "import", "exec", "compile", "socket", "subprocess", "os.", "ctypes", "shutil", "tempfile", "pty")
COMPILING = frozenset({"compile", "exec"})  # what conditions become that are asked, slot by slot, of our own writing
Frame = dict[str, Any]


def main() -> None:
    """Answer one job after another, until nobody sends any."""
    out = os.dup(1)
    os.dup2(2, 1)  # whatever prints by mistake does not come among the frames
    touched = _prepared()

    def known(name: str) -> Method | None:
        _send(out, {"known": name})
        tree = _receive(0)["tree"]
        return None if tree is None else _published(json.dumps(tree))

    while True:
        job = _receive(0)
        touched.clear()
        _allow(job["seconds"])
        try:
            told = JOBS[job["do"]](job, known)
        except MemoryError:
            os._exit(UNFIT)
        _send(out, told | {"touched": sorted(set(touched) - (COMPILING if job["do"] in ("play", "runs") else set()))})


def _check(job: Frame, known: Callable[[str], Method | None]) -> Frame:
    return _found(read(job["text"], "body", known))


def _study(job: Frame, known: Callable[[str], Method | None]) -> Frame:
    """Check a method, and draw and compare it where it has no errors."""
    reading = read(job["text"], "body", known)
    method = reading.method
    return _found(reading) | {"study": method and asdict(study(method, known(method.id), job["language"]))}


def _play(job: Frame, known: Callable[[str], Method | None]) -> Frame:
    """Check a method, and play a scenario of it where it has no errors."""
    reading = read(job["text"], "body", known)
    told: Frame = {"story": None, "amiss": []}
    if reading.method is not None:
        try:
            told["story"] = asdict(play(reading.method, job["scenario"], job["language"]))
        except MethodInvalid as invalid:
            told["amiss"] = [asdict(one) for one in invalid.diagnostics]
    return _found(reading) | told


def _runs(job: Frame, known: Callable[[str], Method | None]) -> Frame:
    """Check a method, and look for its shortest runs where it has no errors; out of the way of everybody else."""
    os.setpriority(os.PRIO_PROCESS, 0, LAST)
    reading = read(job["text"], "body", known)
    method = reading.method
    return _found(reading) | {"runs": method and asdict(runs_of(method, job["language"]))}


def _found(reading: Reading) -> Frame:
    return {
        "publishable": reading.publishable,
        "diagnostics": [asdict(one) for one in (*reading.diagnostics, *reading.warnings)],
    }


def _write(job: Frame, _known: Callable[[str], Method | None]) -> Frame:
    """Write a document down; what does that is loaded by the worker that writes alone."""
    from api.reports.paper import paper_of  # noqa: PLC0415 - a worker that reads methods has no need of it
    from api.reports.word import word_of  # noqa: PLC0415

    document = from_json(job["document"])
    content = paper_of(document) if job["form"] == "pdf" else word_of(document)
    return {"content": b64encode(content).decode()}


JOBS: dict[str, Callable[[Frame, Callable[[str], Method | None]], Frame]] = {
    "check": _check,
    "study": _study,
    "play": _play,
    "runs": _runs,
    "write": _write,
}


@lru_cache(REMEMBERED)
def _published(tree: str) -> Method:
    told = json.loads(tree)
    return read_method(told["source"], "published", lambda name: _child(told["children"], name), published=True)


def _child(children: Frame, name: str) -> Method | None:
    return _published(json.dumps(children[name])) if name in children else None


def _prepared() -> list[str]:
    """Load everything that reading needs, and from then on note what is touched."""
    starter = files("api") / "starter"
    method = read((starter / "method.yaml").read_text("utf-8"), "starter").method
    if method is not None:
        study(method, method, None)
        play(method, (starter / "scenarios" / "silence.yaml").read_text("utf-8"), None)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(kind, (0, 0))
    touched: list[str] = []
    places = _places_of_days()

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(TOUCHING) and not _is_of_days(event, arguments, places):
            touched.append(event)

    sys.addaudithook(note)
    return touched


def _places_of_days() -> tuple[str, ...]:
    """Return where time zones and calendars are read from, which is done when a story first counts days by one."""
    ours = (find_spec(name) for name in ("tzdata", *CALENDARS))
    return tuple(f"{one}/" for one in (*TZPATH, *(one for spec in ours if spec for one in _within(spec))))


def _within(spec: ModuleSpec) -> list[str]:
    return list(spec.submodule_search_locations or ())


def _is_of_days(event: str, arguments: tuple[object, ...], places: tuple[str, ...]) -> bool:
    what = str(arguments[0]) if arguments else ""
    if event == "import":
        return what.partition(".")[0] in CALENDARS
    return event in ("open", "os.listdir") and f"{what}/".startswith(places)


def _allow(seconds: int) -> None:
    """Let the kernel end this process when the next job takes more processor time than that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _receive(source: int) -> Frame:
    length = int.from_bytes(_exactly(source, 4), "big")
    told: Frame = json.loads(_exactly(source, length))
    return told


def _exactly(source: int, number: int) -> bytes:
    found = bytearray()
    while len(found) < number:
        part = os.read(source, number - len(found))
        if not part:
            os._exit(0)  # whoever gave the jobs is gone
        found += part
    return bytes(found)


def _send(out: int, frame: Frame) -> None:
    body = json.dumps(frame).encode()
    data = memoryview(len(body).to_bytes(4, "big") + body)
    while data:
        data = data[os.write(out, data) :]


if __name__ == "__main__":
    main()
