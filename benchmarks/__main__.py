"""Runs benchmarks by name, prints their tables, and writes what `--into` names a folder for."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console

from benchmarks.slow import begin_anew, let_go

if TYPE_CHECKING:
    from benchmarks.setting import Size

INTO = Path("build/bench")
WIDE = 180  # where no terminal says how wide it is


def main() -> None:
    """Run what the command line names."""
    asked = _asked()
    begin_anew()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that what was started is ended too
    try:
        _run(asked)
    finally:
        let_go()


def _run(asked: argparse.Namespace) -> None:
    from benchmarks import running  # noqa: PLC0415 - after the disk is loaded
    from benchmarks.picture import picture_of  # noqa: PLC0415 - the same
    from benchmarks.telling import json_of, markdown_of, table_of  # noqa: PLC0415 - the same

    out = Console(width=None if sys.stdout.isatty() else WIDE)
    if unknown := sorted(set(asked.names) - set(running.ALL)):
        raise SystemExit(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(running.ALL)}")
    size = cast("Size", asked.size)
    report = running.run(asked.names or list(running.ALL), size, asked.rounds, lambda part: out.print(table_of(part)))
    asked.into.mkdir(parents=True, exist_ok=True)
    for name, made in (("bench.json", json_of), ("bench.md", markdown_of), ("bench.svg", picture_of)):
        (asked.into / name).write_text(made(report), encoding="utf-8")
    out.print(f"{sum(part.seconds for part in report.parts):.0f} s in all; {asked.into}/bench.json, .md and .svg")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Floors, peers and Sluis side by side.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="Benchmarks; all where none is named.")
    parser.add_argument("--rounds", type=int, help="How often each subject has its turn.")
    parser.add_argument(
        "--quick", dest="size", action="store_const", const="quick", default="whole", help="Within three minutes."
    )
    parser.add_argument("--tiny", dest="size", action="store_const", const="tiny", help="Only see that all of it runs.")
    parser.add_argument("--into", type=Path, default=INTO, help=f"The folder for the report; {INTO} by default.")
    return parser.parse_args()


if __name__ == "__main__":
    main()
