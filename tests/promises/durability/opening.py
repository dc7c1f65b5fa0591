"""Run by `shim.run_on`: stores are opened on a disk that fails, and again on the same one when it is mended."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from pydantic import TypeAdapter

from engine import Engine, SluisError
from tests.promises.durability.acts import Stage
from tests.promises.durability.failing import Fault
from tests.promises.durability.recording import NAME
from tests.promises.shim import Calls, Disk

read_faults = TypeAdapter(list[Fault])


def wrong_when_opened(disk: Disk, folder: Path, fault: Fault) -> list[str]:
    """Open a store that is not there yet while the disk fails, then once it was mended, and tell what was wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    url, wrong = f"sqlite:///{folder}/{NAME}", []
    disk.fail(Calls[fault.calls], fault.nth, fault.error, persistently=fault.persistent)
    try:
        Engine.open(url).close()
    except SluisError:
        pass
    except Exception as error:  # noqa: BLE001 - whatever else is raised is what we look for
        wrong.append(f"{fault}: raised {type(error).__name__}: {error}".partition("\n")[0])
    disk.mend()
    try:
        with Engine.open(url) as engine:
            Stage(engine)
    except SluisError as error:
        wrong.append(f"{fault}: once mended, {type(error).__name__}: {error}")
    return wrong


def main(folder: str, told: str) -> None:
    """Meet all faults one by one, and print what was wrong."""
    disk = Disk()
    disk.watch(Path(folder))
    for fault in read_faults.validate_json(told):
        for wrong in wrong_when_opened(disk, Path(folder) / "store", fault):
            print(wrong)


if __name__ == "__main__":
    main(*sys.argv[1:])
