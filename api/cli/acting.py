"""`sluis play` in a terminal: one acts for everybody, sees gates open and shut, and takes back what one did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from api.cli.asking_for import answers_for
from api.cli.choices import person_of, place_of, said_of
from api.cli.keeping import as_yaml
from api.cli.picture import draw_gates, draw_phases
from api.cli.playing import PROGRESS, method_of, story_of, tell_step
from api.cli.terminal import NO, Unanswered, cleaned, console, say, say_whole
from api.cli.words import Words
from api.stories import elsewhere, telling_of
from engine.authoring.casting import StoryWrong
from engine.authoring.playing import Played
from engine.authoring.story_names import Story
from engine.authoring.trial import Choice, Trial, begin_trial
from engine.files import stories_of
from engine.language import Method
from engine.language.clocks import read_period
from engine.language.who import ID
from engine.process.situation import Situation
from engine.process.view import progress

RARE = frozenset({"withdraw", "rewrite", "revote", "appoint", "hold", "cancel"})
MOST = 3
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
Verdicts = dict[tuple[str, str], tuple[str, str, bool]]


def act_in(path: Path, name: str | None, language: str | None) -> None:
    """Let somebody at a terminal try a method, from the beginning or from the end of a scenario."""
    method = method_of(path)
    story = _story(path, name, method)
    scenario = story.scenario if story else None
    spoken = method.language(language, scenario.given.language if scenario else None)
    words = Words(spoken, scenario.given.zone if scenario else "Europe/Amsterdam")
    try:
        trial, begun = begin_trial(method, scenario, NINE, spoken)
        desk = _Desk(path, trial, words)
        desk.tell(begun, 0)
        for step in story.steps if story and name else ():
            trial.do(step)
    except StoryWrong as wrong:
        raise Unanswered(f"{method.id} cannot be tried: {wrong}", NO) from wrong
    with suppress(EOFError, KeyboardInterrupt):
        desk.sit()
    desk.leave()


def _story(path: Path, name: str | None, method: Method) -> Story | None:
    """Return the scenario that is named, or the first, whose people are borrowed; None where there is none."""
    return story_of(path, name, method) if name or stories_of(path, method.id) else None


class _Desk:
    """Where somebody sits and acts: what is shown, and what was last shown of the gates."""

    def __init__(self, path: Path, trial: Trial, words: Words) -> None:
        self.path, self.trial, self.words = path, trial, words
        self.out: Console = console()
        self.everything = self.kept = False
        self.verdicts: Verdicts = {}
        self.known: list[Choice] | None = None

    def sit(self) -> None:
        """Ask what to do until somebody stops. Raises EOFError or KeyboardInterrupt when nothing more is typed."""
        say(self.out, Text(self.words("try_out"), style="soft"))
        self.gates()
        while True:
            choices = self._menu()
            typed = self.out.input(Text("> ", style="title")).strip()
            word, _, rest = typed.partition(" ")
            if word == "q":
                return
            self._answer(word, rest.strip(), choices)

    def leave(self) -> None:
        """Say goodbye."""
        if not self.kept:
            say(self.out, Text(self.words("stopped"), style="soft"))

    def tell(self, played: Played, before: int) -> None:
        """Tell what a step brought about, and what it changed in the gates."""
        others = elsewhere(self.trial.stage, played, before)
        tell_step(
            self.out, telling_of(played.method, played.situation, self.words.language), played, others, self.words
        )
        self._changed_gates()

    def gates(self) -> None:
        """Draw where the process stands, and each that runs inside it, and what their gates ask."""
        for inside, method, situation in self.trial.members():
            told = self._progress(method, situation)
            self.out.print()
            if inside:
                say(self.out, Text(told["title"], style="title"))
            draw_phases(self.out, told, self.words)
            draw_gates(self.out, told, self.words)

    def _answer(self, word: str, rest: str, choices: list[Choice]) -> None:
        if word.isdigit() and 0 < int(word) <= len(choices):
            self._do(choices[int(word) - 1])
        elif word == "w":
            self._wait(rest)
        elif word == "u":
            undone, self.known = self.trial.undo(), None
            say(self.out, self.words("undone" if undone else "nothing_to_undo"), by=2)
            self._changed_gates()
        elif word == "g":
            self.gates()
        elif word == "m":
            self.everything = not self.everything
        elif word == "k":
            self._keep(rest)
        elif word:
            say(self.out, Text(self.words("no_such_choice", choice=cleaned(word)), style="wrong"), by=2)

    def _do(self, choice: Choice) -> None:
        answers = answers_for(self.out, choice, self.words)
        acts = [dict(one) for one in choice.possible.answered(answers)]
        step: dict[str, Any] = {"when": acts if len(acts) > 1 else acts[0]}
        self._play({**({"in": list(choice.inside)} if choice.inside else {}), **step})

    def _wait(self, told: str) -> None:
        due = self.trial.next_due()
        if not told:
            asked = self.words("ask_wait_due", date=self._instant(due)) if due else self.words("ask_wait")
            told = self.out.input(Text(f"  {asked}: ")).strip()
        if not told and due:
            told = self._until(due)
        try:
            read_period(told)
        except ValueError:
            say(self.out, Text(self.words("not_a_length", told=cleaned(told or "…")), style="wrong"), by=2)
            return
        self._play({"wait": told})

    def _until(self, due: datetime) -> str:
        """Return how long it is until an instant: in whole days where that is so on the clock of the place."""
        at, zone = self.trial.player.at, ZoneInfo(self.words.zone)
        days = (due.astimezone(zone).date() - at.astimezone(zone).date()).days
        whole = f"P{days}D"
        exact = f"PT{max(int((due - at).total_seconds()), 0) + bool((due - at).microseconds)}S"
        return whole if read_period(whole).after(at, zone) == due else exact

    def _play(self, step: dict[str, Any]) -> None:
        before, self.known = len(self.trial.stage.log), None
        try:
            self.tell(self.trial.do(step), before)
        except StoryWrong as wrong:
            say(self.out, Text(cleaned(str(wrong)), style="wrong"), by=2)

    def _keep(self, name: str) -> None:
        file = self.path.parent / "scenarios" / f"{name}.yaml"
        if not self.trial.steps:
            say(self.out, Text(self.words("nothing_to_keep"), style="wrong"), by=2)
            return
        if not ID.fullmatch(name):
            say(self.out, Text(self.words("not_a_name"), style="wrong"), by=2)
            return
        if file.exists():
            say_whole(self.out, Text(self.words("is_there", file=file), style="wrong"), by=2)
            return
        file.parent.mkdir(exist_ok=True)
        file.write_text(as_yaml(self.trial.told(name)), encoding="utf-8")
        self.kept = True
        say_whole(self.out, self.words("is_kept", file=file), by=2)

    def _menu(self) -> list[Choice]:
        """Show what can be done, person by person; returns it by its number."""
        self.out.print()
        end = next((self._progress(method, situation)["end"] for _, method, situation in self.trial.members()), None)
        if end:
            say(self.out, Text(self.words("is_over", end=end["title"]), style="title"), by=2)
        self.known = self.trial.choices() if self.known is None else self.known
        shown = [one for one in self.known if self.everything or one.possible.do not in RARE]
        who: tuple[str, tuple[str, ...]] | None = None
        ids = self.trial.player.cast.ids
        for number, one in enumerate(shown, 1):
            if who != (one.possible.by, one.inside):
                who = (one.possible.by, one.inside)
                say(self.out, Text.assemble((person_of(one, ids, self.words), "title"), (place_of(one), "soft")), by=2)
            say(self.out, cleaned(said_of(one, ids, self.words)), by=4, mark=Text(f"{number:>2}  ", style="code"))
        if not shown and not end:
            say(self.out, self.words("nothing_possible"), by=2)
        more = self.words("less" if self.everything else "more")
        say(self.out, Text(self.words("keys", more=more), style="soft"), by=2)
        return shown

    def _progress(self, method: Method, situation: Situation) -> dict[str, Any]:
        told = progress(telling_of(method, situation, self.words.language))
        found: dict[str, Any] = cleaned(PROGRESS.dump_python(told, mode="json"))
        return found

    def _changed_gates(self) -> None:
        """Say what is met now in the gates ahead and was not, and the other way round."""
        now: Verdicts = {}
        for inside, method, situation in self.trial.members():
            now |= dict(_verdicts("/".join(inside), self._progress(method, situation)))
        for key, (verdict, text, has_title) in now.items():
            if self.verdicts and self.verdicts.get(key) != (verdict, text, has_title):
                style = "met" if verdict in ("met", "waived") else "missing"
                told = "no_longer" if verdict == "met" and not has_title else "gate_now"
                line = self.words(told, verdict=self.words(f"verdict_{verdict}"), text=text)
                say(self.out, Text(line, style=style), by=5, mark=Text("⇄ ", style=style))
        self.verdicts = now

    def _instant(self, at: datetime) -> str:
        return f"{self.words.day(at)}, {self.words.time(at)}"


def _verdicts(inside: str, told: dict[str, Any]) -> Iterator[tuple[tuple[str, str], tuple[str, str, bool]]]:
    """Yield the verdict on each condition of the gates ahead, with what it is called, and whether that is its title."""
    for move in told["moves"]:
        for one in (move["gate"] or {"conditions": []})["conditions"]:
            missing = "; ".join(each["text"] for each in one["missing"][:MOST])
            more = " …" if len(one["missing"]) > MOST else ""
            text = f"{missing}{more}" if missing else one["text"] or one["id"].replace("_", " ")
            yield (
                (f"{inside} {move['id']}", one["id"]),
                (one["verdict"], f"{text}  ({move['title']})", bool(one["title"])),
            )
