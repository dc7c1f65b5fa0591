"""From the names a story uses to the ids a process uses: its people, parties, records and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from engine.language.diagnostics import nearest
from engine.process.commands import COMMANDS, read_command
from engine.process.counting.ballots import ABSTAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.language.declaration import DecisionType, FieldDeclared
    from engine.language.method import Method
    from engine.process.commands import Command
    from engine.process.situation import Situation

REFERENCES = ("party", "participant", "link")
ON_A_VERSION = ("share", "withdraw", "confirm", "unconfirm", "dispute")
NEW = {
    "record": "id", "object": "id", "propose": "run", "join": "participant", "plan": "session", "waive": "waiver",
    "hold": "hold", "note": "note",
}  # fmt: skip
NAMED = ("id", "run", "participant", "session", "waiver", "hold", "note")


class StoryWrong(ValueError):
    """A step of a story that cannot be told: a name nobody has, a command that does not exist."""


class Cast:
    """Who is who. `fresh` makes the id of something new."""

    def __init__(self, method: Method, fresh: Callable[[], str], ids: dict[str, str] | None = None) -> None:
        self.method, self.fresh = method, fresh
        self.ids: dict[str, str] = {} if ids is None else ids
        self.proposed: dict[str, str] = {}

    def within(self, method: Method) -> Cast:
        """Return the same cast in a process of another method of the family."""
        return Cast(method, self.fresh, self.ids)

    def subject(self, told: str, situation: Situation) -> tuple[str, ...]:
        """Return the subject that a story means by the names of its parts, `dust` or `school/municipality`."""
        return tuple(str(self._each(one, situation)) for one in told.split("/")) if told else ()

    def command(self, act: Mapping[str, Any], situation: Situation | None) -> Command:
        """Return the command that an act of a story means. Raises StoryWrong."""
        do = str(act["do"])
        if do not in COMMANDS:
            msg = f"there is no command '{do}'{nearest(do, COMMANDS)}"
            raise StoryWrong(msg)
        given = {key: value for key, value in act.items() if key != "by"}
        if (new := NEW.get(do)) and new in given and given[new] not in self.ids:
            self.ids[given[new]] = self.fresh()
        translated = {key: self._value(key, value, act, situation) for key, value in given.items()}
        translated["actor"] = self._known(str(act["by"]))
        if do == "propose" and "run" in translated:
            self.proposed[str(translated["run"])] = str(act.get("decision"))
        if do in ON_A_VERSION:
            translated.setdefault("version", _version(do, str(translated.get("id")), situation))
        return self._checked(do, translated)

    def commands(self, acts: Iterable[Mapping[str, Any]], situation: Situation | None) -> Iterator[Command]:
        """Yield the commands that acts mean which happen together. Raises StoryWrong.

        Where no version is told, what is shared or confirmed is what was drafted in one of them before.
        """
        drafted: dict[str, int] = {}
        shared: dict[str, int] = {}
        for act in acts:
            command = self.command(act, situation)
            if command.do == "record" and command.id:
                known = situation.records.get(command.id) if situation else None
                live = shared.get(command.id, known.live.number if known and known.live else 0)
                drafted[command.id] = live + 1
            elif command.do in ("share", "confirm") and "version" not in act and command.id in drafted:
                command = command.model_copy(update={"version": drafted[command.id]})
            if command.do == "share":
                shared[command.id] = command.version
            yield command

    def _value(self, key: str, value: object, act: Mapping[str, Any], situation: Situation | None) -> object:
        if key == "fields" and isinstance(value, dict):
            declared = self.method.declared.records.get(self._record(act, situation))
            fields = declared.fields if declared else {}
            return {name: self._field(fields.get(name), one, situation) for name, one in value.items()}
        if key in NAMED:
            return self._known(str(value))
        if key in ("subject", "about", "present") or (key == "ballot" and self._chooses_records(act, situation)):
            starred = key == "ballot" and isinstance(value, dict)
            return self._starred(value) if starred else self._each(value, situation)
        return value

    def _starred(self, value: object) -> object:
        return {self._known(str(one)): stars for one, stars in value.items()} if isinstance(value, dict) else value

    def _decision(self, act: Mapping[str, Any], situation: Situation | None) -> DecisionType | None:
        """Return what is voted on in the run that an act names, also where it is proposed in the same step."""
        identity = self.ids.get(str(act.get("run")), "")
        run = situation.runs.get(identity) if situation else None
        name = run.decision if run else self.proposed.get(identity, "")
        return self.method.declared.decisions.get(name)

    def _record(self, act: Mapping[str, Any], situation: Situation | None) -> str:
        decision = self._decision(act, situation)
        return str(act.get("record", decision.objections if decision else None))

    def _chooses_records(self, act: Mapping[str, Any], situation: Situation | None) -> bool:
        """Tell whether a ballot names records, and not words of the method; whoever abstains names none."""
        if act.get("ballot") == ABSTAIN and ABSTAIN not in self.ids:
            return False
        decision = self._decision(act, situation)
        ballot = decision.ballot if decision else None
        return ballot is not None and (
            (ballot.approval or ballot.stars) is not None or isinstance(ballot.choice or ballot.ranking or {}, tuple)
        )

    def _field(self, declared: FieldDeclared | None, value: object, situation: Situation | None) -> object:
        refers = declared and (
            declared.type in REFERENCES
            or (declared.type == "list" and (declared.of in REFERENCES or declared.of in self.method.declared.records))
        )
        if refers:
            return self._each(value, situation)
        return str(value) if declared and declared.type == "number" else value

    def _each(self, value: object, situation: Situation | None) -> object:
        if isinstance(value, dict):
            return {key: self._each(one, situation) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._each(one, situation) for one in value]
        parties = {party.name: party.id for party in situation.present_parties()} if situation else {}
        return parties.get(str(value)) or self._known(str(value))

    def _known(self, name: str) -> str:
        if name not in self.ids:
            msg = f"nobody and nothing in this story is called '{name}'{nearest(name, self.ids)}"
            raise StoryWrong(msg)
        return self.ids[name]

    def _checked(self, do: str, translated: dict[str, Any]) -> Command:
        try:
            return read_command.validate_python(translated)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"][1:])
            msg = f"'{do}' cannot be read at '{place}': {first['msg']}"
            raise StoryWrong(msg) from error


def _version(do: str, identity: str, situation: Situation | None) -> int:
    record = situation.records.get(identity) if situation else None
    if record is None:
        return 1
    if do in ("confirm", "unconfirm", "dispute"):
        return record.live.number if record.live else record.latest
    return record.draft.number if do == "share" and record.draft else record.latest
