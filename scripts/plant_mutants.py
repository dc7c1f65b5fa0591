"""Change the code that decides, one place at a time, and see that a test notices: `make mutants ONLY=gates`.

The tests of a group are collected once. A first run tells which lines each test runs; then every mutant has a process
of its own, forked from that one, in which the tests that run its lines are tried, the quickest first.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FunctionType

import pytest
import yaml
from coverage import Coverage
from mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "tests" / "mutants.yaml"
EXAMPLES = 10
SECONDS = 20  # of the processor: a test that takes longer with a change than this does not end


@dataclass(frozen=True, slots=True)
class Run:
    """How long a test took, and which lines it ran by file."""

    seconds: float
    lines: dict[str, list[int]]


@dataclass
class Planting:
    """A plugin of pytest that runs the collected tests once for each mutant of a group."""

    mutants: list[Mutant]
    alike: set[tuple[str, str, str]]
    told: Counter[str] = field(default_factory=Counter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Have Hypothesis try a few examples, the same in every process, and leave a failure as it is."""
        from hypothesis import Phase, settings  # noqa: PLC0415 - pytest rewrites what it imports itself

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings(derandomize=True, database=None, phases=phases))
        settings.load_profile("mutants")
        type.__setattr__(settings, "max_examples", property(lambda _: EXAMPLES))  # also where a test asks for more

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what starts a database server: a mutant's end would leave it running."""
        items[:] = [one for one in items if "postgres" not in getattr(one, "fixturenames", ())]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the tests as they are, then with each mutant."""
        functions = _functions({one.file for one in self.mutants})
        began = time.monotonic()
        ran = [Run(*one) for one in json.loads(_forked(partial(_look, session, self.mutants)))]
        print(f"{len(ran)} tests in {time.monotonic() - began:.0f} s, {len(self.mutants)} mutants", flush=True)
        quickest = sorted(zip(session.items, ran, strict=True), key=lambda one: one[1].seconds)
        for mutant in self.mutants:
            chosen = [
                item for item, run in quickest if not set(mutant.lines).isdisjoint(run.lines.get(mutant.file, ()))
            ]
            self._tell(mutant, _forked(partial(_try, chosen, functions, mutant)), chosen)
        return True

    def _tell(self, mutant: Mutant, answer: bytes, tests: list[pytest.Item]) -> None:
        file = str(Path(mutant.file).relative_to(ROOT))
        listed = (file, mutant.function, mutant.change) in self.alike
        verdict = "killed" if answer != b"survived" else "alike" if listed else "survived"
        self.told[verdict] += 1
        by = answer.decode() or "not ending"
        if verdict == "survived" or (listed and verdict == "killed") or os.environ.get("ALL"):
            tail = by if verdict == "killed" else f"{len(tests)} tests run it"
            print(f"{verdict}: {file}:{mutant.line} {mutant.function}: {mutant.change} ({tail})", flush=True)


def _forked(work: Callable[[int], None]) -> bytes:
    """Do it in a process of its own, and return what it wrote into its pipe; nothing where it was stopped."""
    read, write = os.pipe()
    if child := os.fork():
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            found = answer.read()
        os.waitpid(child, 0)
        return found
    os.close(read)
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.setpgid(0, 0)
    try:
        work(write)
    finally:
        os._exit(0)


def _look(session: pytest.Session, mutants: list[Mutant], pipe: int) -> None:
    """Write of each test how long it takes, and which lines of these modules it runs."""
    files = {one.file for one in mutants}
    seen, seconds = Coverage(data_file=None, config_file=False, include=sorted(files)), list[float]()
    seen.start()
    for place, item in enumerate(session.items):
        seen.switch_context(str(place))
        began = time.process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        seconds.append(time.process_time() - began)
    seen.stop()
    lines = [defaultdict[str, list[int]](list) for _ in session.items]
    for file in files:
        for line, places in seen.get_data().contexts_by_lineno(file).items():
            for each in filter(None, places):
                lines[int(each)][file].append(line)
    if not session.testsfailed:
        with os.fdopen(pipe, "w") as out:
            json.dump(list(zip(seconds, lines, strict=True)), out)


def _try(tests: list[pytest.Item], functions: list[FunctionType], mutant: Mutant, pipe: int) -> None:
    """Write the name of the first test that fails, or that none does."""
    _plant(mutant, functions)
    gibibytes = 4
    resource.setrlimit(resource.RLIMIT_AS, (gibibytes << 30, gibibytes << 30))
    for item in tests:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        if item.session.testsfailed:
            os.write(pipe, item.nodeid.encode())
            return
    os.write(pipe, b"survived")


def _functions(files: set[str]) -> list[FunctionType]:
    """Return the functions of these modules, wherever they are held, and let forks share what there is."""
    found = [one for one in gc.get_objects() if type(one) is FunctionType and one.__code__.co_filename in files]
    gc.freeze()
    return found


def _plant(mutant: Mutant, functions: list[FunctionType]) -> None:
    """Give every function of the module that there is the code of the changed one."""
    changed = mutant.code()
    for one in functions:
        code = changed.get((one.__code__.co_qualname, one.__code__.co_firstlineno))
        if code and one.__code__.co_filename == mutant.file and len(code.co_freevars) == len(one.__code__.co_freevars):
            one.__code__ = code


def _sample(files: list[str], number: int, seed: int) -> list[Mutant]:
    """Return so many mutants of these modules, by chance; all where there are no more."""
    paths = sorted(path for name in files for path in ROOT.glob(name))
    everything = [mutant for path in paths for mutant in mutants_of(path)]
    if number >= len(everything):
        return everything
    return random.Random(seed).sample(everything, number)  # noqa: S311 - to choose, not to hide


def main() -> int:
    """Try mutants of the groups named, or of all. Returns how many survived."""
    asked = argparse.ArgumentParser(description=__doc__)
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    asked.add_argument("groups", nargs="*", help=f"of {', '.join(listed['groups'])}; all where none is named")
    asked.add_argument("--number", type=int, default=60, help="how many mutants of each group")
    asked.add_argument("--seed", type=int, default=1, help="which ones")
    given = asked.parse_args()
    if unknown := set(given.groups) - set(listed["groups"]):
        asked.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(listed['groups'])}")
    alike = {(one["file"], one["function"], one["change"]) for one in listed["alike"]}
    survived = 0
    for name in given.groups or listed["groups"]:
        group = listed["groups"][name]
        planting = Planting(_sample(group["code"], given.number, given.seed), alike)
        ended = pytest.main(["-p", "no:terminal", "-p", "no:cacheprovider", *group["tests"]], plugins=[planting])
        if ended != pytest.ExitCode.OK:
            return int(ended)
        told = planting.told
        print(f"{name}: {told['killed']} of {told.total()} killed, {told['alike']} alike, {told['survived']} survived")
        survived += told["survived"]
    return survived


if __name__ == "__main__":
    sys.exit(main())
