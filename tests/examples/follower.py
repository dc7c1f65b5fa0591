"""Somebody who follows a document word for word, on a machine of his own, and compares what comes of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.api.cli.running import environment
from tests.examples.answers import NotAsShown, Told, compare_json, compare_lines
from tests.examples.cradle import AT_A_TERMINAL, cradle
from tests.examples.fences import FENCE, ROOT, Fence, fences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVES = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:sluis serve\b.*|make demo\b.*)$")
CHANGES = re.compile(r"(?:[Ii]n `(?P<file>[^`]+)`,? )?[Cc]hange `(?P<old>[^`]+)` into `(?P<new>[^`]+)`")
STOPS = re.compile(r"[Ss]top the server|[Ss]top the demo")
USUAL, PROBLEM, SECONDS = "127.0.0.1:8420", '"/problems/', 900
KEPT = 'trap \'export -p > "$STATE"; pwd > "$STATE.place"\' EXIT; set -ae; . "$STATE"; cd "$(cat "$STATE.place")"\n'


@dataclass
class Follower:
    """What he has before him: a folder, a shell whose variables stay, and perhaps a server that he started.

    If he `is_patient`, each of his commands starts from nothing.
    """

    folder: Path
    port: int
    is_patient: bool = False
    told: Told = field(default_factory=dict)
    printed: str = ""
    typed: int = 0
    shown: bool = True
    server: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Lay out the machine: the command `sluis`, the methods that are shipped, and the files that the README has."""
        command = self._beside("bin/sluis")
        command.write_text(AT_A_TERMINAL if self.is_patient else cradle().command())
        command.chmod(0o755)
        self._beside("home/.curlrc").write_text("no-progress-meter\n")
        self._beside("temporary/x").parent.mkdir(exist_ok=True)
        self._beside("state").write_text("")
        self._beside("state.place").write_text(str(self.folder))
        self.folder.mkdir()
        (self.folder / "methods").symlink_to(ROOT / "methods")
        for block in fences(ROOT / "README.md"):
            if block.file:
                (self.folder / block.file).write_text(block.text, encoding="utf-8")

    @property
    def _address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def _beside(self, name: str) -> Path:
        path = self.folder.parent / name
        path.parent.mkdir(exist_ok=True)
        return path

    def environment(self) -> dict[str, str]:
        """Return his environment, in which nothing of Sluis is set but a port that is free here."""
        ours = environment(
            PATH=f"{self.folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
            HOME=str(self._beside("home")), TMPDIR=str(self._beside("temporary")), STATE=str(self._beside("state")),
            SLUIS_PORT=str(self.port), PYTHONUNBUFFERED="1",
        )  # fmt: skip
        del ours["SLUIS_ACCESS"]
        return ours

    def follow(self, page: Path) -> None:
        """Do what stands in a document from its top to its end. Raises NotAsShown with the place in it."""
        text, blocks = page.read_text(encoding="utf-8"), iter(list(fences(page)))
        for prose in FENCE.split(text)[:: FENCE.groups + 1]:
            self._read(prose, page.name)
            block = next(blocks, None)
            if block is not None:
                try:
                    self._do(block)
                except NotAsShown as error:
                    raise NotAsShown(f"{block}: {error}") from None
        self._all_was_shown(page.name)

    def _read(self, prose: str, page: str) -> None:
        for change in CHANGES.finditer(prose):
            file = self._here() / (change["file"] or "method.yaml")
            text = file.read_text(encoding="utf-8")
            if text.count(change["old"]) != 1:
                raise NotAsShown(f"{page}: {change['old']!r} stands {text.count(change['old'])} times in {file.name}")
            file.write_text(text.replace(change["old"], change["new"]), encoding="utf-8")
        if STOPS.search(prose):
            self.stop()

    def _here(self) -> Path:
        return self.folder / self._beside("state.place").read_text().strip()

    def _do(self, block: Fence) -> None:
        if block.is_typed:
            self._all_was_shown(str(block))
            text = self._meant(block.text)
            if block.file:
                self._write(block.file, text)
            elif block.language == "python":
                self.printed = self._run([sys.executable, "-"], text, fails=False)
            else:
                self._type(text, fails=block.words == "fails")
        elif block.is_answer:
            compare = compare_json if block.language == "json" else compare_lines
            self.told |= compare(block.text, self.printed)
            self.shown = True

    def _write(self, words: str, text: str) -> None:
        """Write a file, or what stands in it from a line on."""
        name, _, line = words.partition(" from ")
        file = self._here() / name
        kept = ""
        if line:
            kept, found, _ = file.read_text(encoding="utf-8").partition(f"\n{line}\n")
            if not found:
                raise NotAsShown(f"{name} has no line {line!r}")
            kept += "\n"
        file.write_text(kept + text, encoding="utf-8")

    def _meant(self, text: str) -> str:
        """Return a text with what came in the place of words that are cut short, and with the port of this machine."""
        for word in sorted(self.told, key=len, reverse=True):
            text = text.replace(word, self.told[word])
        if "…" in text:
            raise NotAsShown(f"nothing that was shown stands for …: {text}")
        return text.replace(USUAL, self._address)

    def _type(self, text: str, *, fails: bool) -> None:
        lines: list[str] = []
        self.printed = ""
        for line in text.splitlines():
            if SERVES.match(line):
                self.printed += self._shell(lines, fails=False)
                self.printed += self._serve(line)
                lines = []
            else:
                lines.append(line)
        self.printed += self._shell(lines, fails=fails)
        self.shown = PROBLEM not in self.printed

    def _shell(self, lines: list[str], *, fails: bool) -> str:
        if not lines:
            return ""
        self.typed += sum(1 for line in lines if line.strip())
        return self._run(["sh", "-c", KEPT + "\n".join(lines)], "", fails=fails)

    def _run(self, words: list[str], given: str, *, fails: bool) -> str:
        done = subprocess.run(
            words, cwd=self._here(), env=self.environment(), input=given, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        printed = done.stdout.replace("\r", "").replace(self._address, USUAL)
        if (done.returncode != 0) != fails:
            raise NotAsShown(f"ended with {done.returncode}:\n{given or words[-1]}\n{printed}")
        return printed

    def _serve(self, line: str) -> str:
        self.stop()
        command = re.sub(r"make demo\b", "sluis serve --demo", line)
        said = self._beside("server.log")
        with said.open("wb") as log:
            self.server = subprocess.Popen(
                ["sh", "-c", f"{KEPT.partition('EXIT; ')[2]} exec env {command}"], cwd=self.folder,
                env=self.environment(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        for _ in self._until_it_is_there():
            if self.server.poll() is not None:
                raise NotAsShown(f"{line} ended with {self.server.returncode}: {said.read_text()}")
        return said.read_text().replace(self._address, USUAL)

    def _until_it_is_there(self) -> Iterator[None]:
        for _ in range(SECONDS * 20):
            with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=SECONDS):
                return
            yield
            time.sleep(0.05)
        raise NotAsShown("the server does not begin")

    def stop(self) -> None:
        """Stop the server, as Ctrl-C does."""
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(SECONDS)
            self.server = None

    def _all_was_shown(self, where: str) -> None:
        """See that no refusal was passed over that the document does not show."""
        if not self.shown:
            raise NotAsShown(f"{where}: before it, this came, and is not shown: {self.printed}")
