"""The demo from its first line to the walk it proposes."""

from __future__ import annotations

import json
import os
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.cli.running import NO, WRONG, YES, sluis, started

SECONDS = 30
PAGE = r"  (http://[^/\s]+)/processes/([0-9a-f-]{36})(?=\n)"
COMMAND = re.compile(r"^  SLUIS_SERVER=\S+ sluis (.*)$")
IDENTITY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Start the demo on a free port, read what it prints, and stop it by its process id."""
    folder = tmp_path_factory.mktemp("demo")
    server = started("serve", "--demo", "--port", "0", TMPDIR=str(folder), COLUMNS="80")
    assert server.stdout is not None
    lines = []
    for line in server.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Stop it"):
            break
    yield lines
    server.terminate()
    server.communicate()


def fetched(url: str) -> object:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                return json.load(answer)
        except OSError:
            continue
    raise AssertionError(url)


def processes_in(demo: list[str]) -> list[str]:
    """Return the addresses at which programs find the processes whose pages are named."""
    return [f"{url}/v1/processes/{one}" for url, one in dict.fromkeys(re.findall(PAGE, "\n".join(demo)))]


def test_it_names_the_page_of_each_process(demo: list[str]) -> None:
    for one in processes_in(demo):
        with urllib.request.urlopen(one.replace("/v1/", "/"), timeout=SECONDS) as page:  # noqa: S310 - our own server
            assert page.headers.get_content_type() == "text/html"


def test_its_first_page_leads_its_facilitator_to_the_one_who_is_to_act(demo: list[str]) -> None:
    (walk,) = re.findall(r"  (http://\S+\?seat=\S+)\n", "\n".join(demo))
    with urllib.request.urlopen(walk, timeout=SECONDS) as answer:  # noqa: S310 - our own server
        page = answer.read().decode()
    assert re.search(r'<a href="/processes/[^"]+\?seat=[^"]+">Patrick Rosier</a>', page)


def test_it_serves_three_processes_in_different_phases_with_work_to_do(demo: list[str]) -> None:
    told = [fetched(one) for one in processes_in(demo)]

    assert len(told) == 3
    for one in told:
        assert isinstance(one, dict)
        assert one["todo"][0]["text"]
        assert one["todo"][0]["owed_by"][0]["text"]
    assert len({str([phase for phase in one["phases"] if phase["status"] == "now"]) for one in told}) == 3  # type: ignore[index]  # it is an object


def test_everybody_of_every_process_is_named_with_party_roles_and_id(demo: list[str]) -> None:
    people = [one for url in processes_in(demo) for one in fetched(f"{url}/participants")]  # type: ignore[attr-defined]  # it is a list
    printed: set[tuple[str, str, str | None, str]] = set()
    party = ""
    for line in demo[demo.index("Who is who in all three, with the id that --as takes:") + 1 :]:
        if found := re.fullmatch(rf"( +)({IDENTITY})  ([^,]+), (.+)", line):
            printed.add((found[2], found[3], party if len(found[1]) > 2 else None, found[4]))
        else:
            party = line.strip()

    assert len(printed) == 11
    assert printed == {
        (
            one["id"],
            one["name"],
            one["party"] and one["party"]["name"],
            ", ".join(role["title"] for role in one["roles"]),
        )
        for one in people
    }


def test_the_list_of_processes_tells_phases_and_roles_by_title_in_the_language_that_was_asked(demo: list[str]) -> None:
    url = processes_in(demo)[0].split("/v1/")[0]

    english, dutch = (sluis("processes", "--language", one, SLUIS_SERVER=url).stdout for one in ("en", "nl"))

    assert "Klimaatbestendige Oranjewijk  ·  Constituencies, Relation\n" in english
    assert "  whose turn: Facilitator, Representative  ·  Starting a collaboration 1.3.0\n" in english
    assert "Klimaatbestendige Oranjewijk  ·  Achterban, Relatie\n" in dutch
    assert "  aan zet: Procesbegeleider, Vertegenwoordiger  ·  Startende samenwerking 1.3.0\n" in dutch


def test_the_log_tells_a_gate_where_its_verdict_changed_and_names_what_a_step_rested_on(demo: list[str]) -> None:
    process = processes_in(demo)[1]
    url, identity = process.split("/v1/processes/")

    told = sluis("log", identity, "--language", "en", SLUIS_SERVER=url).stdout.splitlines()
    gates = [line.split("”: ") for line in told if "The gate of “On to Share”" in line]
    step = next(number for number, line in enumerate(told) if "took the step “On to Share”" in line)

    assert [verdict for _, verdict in gates] == ["something is missing", "nothing is missing"]
    grounds = [line.strip() for line in told[step + 1 : step + 6]]
    parties = "(Gemeente Hillewoude, Waterschap Aa en Linge, Woonstichting De Linde)"
    assert grounds[:2] == [
        f"Every mandate is confirmed by whoever gave it: met {parties}",
        f"Every party has a confirmed success criterion: met {parties}",
    ]
    assert grounds[-1] == "Everything is clear enough to everybody: met (3/3)"
    assert any(line.endswith("shared “Interest” of Gemeente Hillewoude, version 1  (3 times)") for line in told)


def test_its_walk_works_as_printed(demo: list[str]) -> None:
    url = processes_in(demo)[0].split("/v1/")[0]
    walk = [found[1].split() for line in demo if (found := COMMAND.match(line))]

    stood, refused, supplied, moved, logged = (sluis(*words, SLUIS_SERVER=url) for words in walk)

    assert (stood.returncode, logged.returncode) == (YES, YES)
    assert refused.returncode == NO
    assert "Woonstichting De Linde heeft nog geen bevestigd succescriterium" in refused.stderr
    assert (supplied.returncode, moved.returncode) == (YES, YES)


def test_a_folder_that_others_could_have_prepared_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / f"sluis-demo-{os.getuid()}"
    folder.symlink_to(tmp_path)

    done = sluis("serve", "--demo", "--port", "0", TMPDIR=str(tmp_path))

    assert (done.returncode, done.stdout) == (WRONG, "")
    assert done.stderr.startswith(f"sluis: the demo keeps its database in {folder}, but that is a link: remove it")


def test_a_rehearsal_is_opened_listed_and_deleted_from_the_command_line(demo: list[str]) -> None:
    process = processes_in(demo)[0]
    url, identity = process.split("/v1/processes/")
    listed = json.loads(sluis("processes", "--json", SLUIS_SERVER=url).stdout)["items"]
    method = next(one["method"]["id"] for one in listed if one["id"] == identity)
    told = ("title=Practice", "name=Noor", "case.occasion=Practice", "rehearsal=true")
    opening = ("do", "new", "open", f"method={method}", *told, "--json")
    opened = json.loads(sluis(*opening, SLUIS_SERVER=url).stdout)
    practice, actor = opened["process"], opened["actor"]

    shown = sluis("processes", "--rehearsals", SLUIS_SERVER=url).stdout
    assert practice in shown
    assert "Practice  ·  rehearsal" in shown
    assert identity not in shown
    assert practice not in sluis("processes", "--no-rehearsals", SLUIS_SERVER=url).stdout
    deleted = sluis("do", practice, "delete", "--as", actor, SLUIS_SERVER=url)
    assert (deleted.returncode, deleted.stdout) == (YES, f"deleted process {practice}\n")
    assert practice not in sluis("processes", SLUIS_SERVER=url).stdout
