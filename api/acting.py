"""Who asked for what in a step of a story, in words: also where it was refused, so from what was asked alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from api.wording.acts import CATALOGS
from api.wording.saying import language_for
from engine.process.commands import Accept, Attend, Dispute, Object, Open, Plan, Propose, Record
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.language.texts import Text
    from engine.process.commands import Command
    from engine.process.commands.base import Named
    from engine.process.view import Telling

MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person asked for, thing by thing. `who` has the roles and the party with the name."""

    who: str
    acts: list[str]


def asked_in(telling: Telling, commands: Sequence[Command]) -> list[Asked]:
    """Return who asked for what, in the order in which it was asked."""
    acts = _Acts(telling, commands)
    return [
        Asked(acts.person(actor), [acts.said(one) for one in several])
        for actor, several in groupby(commands, key=lambda one: one.actor)
    ]


class _Acts:
    """Words what is asked for; `made` are the records and votes that came about by the same step, by id."""

    def __init__(self, telling: Telling, commands: Sequence[Command]) -> None:
        self.telling, self.words = telling, CATALOGS[language_for(telling.language)]
        self.made = {one.id: one.record for one in commands if isinstance(one, Record)}
        self.made |= {one.run: one.decision for one in commands if isinstance(one, Propose)}
        self.opened = next((one for one in commands if isinstance(one, Open)), None)

    def person(self, identity: str) -> str:
        """Name somebody with the roles and the party."""
        situation = self.telling.situation
        known = situation.participants.get(identity)
        if known is None:
            return self.opened.name if self.opened else ELLIPSIS
        party = self.telling.party(known.party)
        held = [
            self.telling.role(role)
            for role, holders in situation.holdings.items()
            if any(one.participant == identity for one in holders)
        ]
        told = ", ".join((*held, *([party.name] if party else [])))
        return f"{known.name} ({told})" if told else known.name or ELLIPSIS

    def said(self, one: Command) -> str:
        """Say what was asked for; what has no words of its own to be filled in leaves no mark behind."""
        subject = self._subject(one)
        word = self.words[f"act_{self._word(one)}"]
        act = word.format(about=self._about(one), what=self._what(one), subject=subject)
        if subject and "{subject}" not in word:
            act = self.words["for_subject"].format(act=act, subject=subject)
        return act.rstrip(" :,")

    def _word(self, one: Command) -> str:
        match one:
            case Accept(answer="no"):
                return "refuse"
            case Dispute(answer="no"):
                return "undispute"
            case Plan(called_off=str()):
                return "call_off"
            case _:
                return one.do

    def _about(self, one: Command) -> str:
        """Return the title of what it is done to."""
        given = one.model_dump(include={"move", "decision", "run", "record", "role", "id", "condition", "waiver"})
        method, situation = self.telling.method, self.telling.situation
        if "move" in given:
            ways = method.plan.find(given["move"])
            return self._text(ways[0].declared.title if ways else None, given["move"])
        if "condition" in given or one.do == "agree":
            waiver = situation.waivers.get(given.get("waiver") or "")
            return self._condition(given.get("condition") or (waiver.condition if waiver else ELLIPSIS))
        if one.do in ("close", "vote", "ratify", "advise", "object") and given["run"] in situation.runs:
            given["decision"] = situation.runs[given["run"]].decision
        name = given.get("decision") or given.get("record") or given.get("role")
        name = name or self.made.get(given.get("run") or given.get("id"))
        record = situation.records.get(given.get("id") or "")
        return self._title(name or (record.type if record else ELLIPSIS), one)

    def _title(self, name: str, one: Command) -> str:
        declared = self.telling.method.declared
        if isinstance(one, Object) and name in declared.decisions:
            name = declared.decisions[name].objections or name
        found = declared.records.get(name) or declared.decisions.get(name) or declared.roles.get(name)
        return self._text(found.title if found else None, name)

    def _text(self, text: Text | None, name: str) -> str:
        return self.telling.text(text) if text else name

    def _condition(self, named: str) -> str:
        found = next((need for key, need in self.telling.method.needs.items() if named in (key, need.id)), None)
        if found is None:
            return named
        return self.telling.text(found.title) if found.title else self.telling.unmet_of_nobody(found)

    def _what(self, one: Command) -> str:
        """Return the one value that says most of an act: an answer, a name, a length of time."""
        given = one.model_dump()
        match one.do:
            case "vote":
                return self._ballot(given["ballot"], self._options(given["run"]))
            case "ratify":
                return self._answer(given["answer"])
            case "judge":
                return self._answer("yes" if given["admissible"] else "no")
            case "join":
                return f"{given['name']} ({given['party']})" if given["party"] else str(given["name"])
            case "appoint" | "accept" | "hand_over":
                return self._name(given["participant"])
            case "pick":
                return self._names(given["parties"])
            case "remind":
                return self._names(given["participants"])
            case "extend" | "adopt":
                return str(given["more" if one.do == "extend" else "version"])
            case "plan" | "attend":
                return self._meeting(one)
            case _:
                return ""

    def _meeting(self, one: Command) -> str:
        if isinstance(one, Attend) and one.present:
            return self._names(one.present)
        known = self.telling.situation.sessions.get(getattr(one, "session", None) or "")
        return (one.title if isinstance(one, Plan) else None) or (known.title if known else None) or ""

    def _subject(self, one: Command) -> str:
        """Return for whom or what it is: what a record or a vote is about, or what a record is called."""
        given = one.model_dump(include={"subject", "on_behalf_of", "id", "about"})
        if isinstance(one, Record | Propose):
            return self._names(given.get("subject") or given.get("about") or given.get("on_behalf_of") or ())
        known = self.telling.situation.records.get(given.get("id") or "")
        name = self.telling.world.record(known.id).name() if known and known.live else ""
        return "" if known is None or name == known.type else name

    def _names(self, told: Named) -> str:
        several = [told] if isinstance(told, str) else told.values() if isinstance(told, dict) else told
        found = [self._name(one) for one in several]
        return ", ".join(found[:MOST_NAMES]) + (f" … ({len(found)})" if len(found) > MOST_NAMES else "")

    def _name(self, identity: str) -> str:
        """Return what somebody or something is called that is there."""
        named = self.telling.person(identity) or self.telling.party(identity)
        if named is not None:
            return named.name
        known = self.telling.situation.records.get(identity)
        if known and known.live:
            return self.telling.world.record(identity).name()
        kind = known.type if known else self.made.get(identity, identity)
        declared = self.telling.method.declared.records.get(kind)
        return self._text(declared.title if declared else None, kind)

    def _options(self, run: str) -> Mapping[str, Text]:
        known = self.telling.situation.runs.get(run)
        name = known.decision if known else self.made.get(run, "")
        declared = self.telling.method.declared.decisions.get(name)
        options = (declared.ballot.choice or declared.ballot.ranking) if declared else None
        return options if isinstance(options, dict) else {}

    def _ballot(self, ballot: object, options: Mapping[str, Text]) -> str:
        match ballot:
            case dict():
                return ", ".join(f"{self._option(str(one), options)}: {given}" for one, given in ballot.items())
            case list() | tuple():
                return ", ".join(self._option(str(one), options) for one in ballot)
            case _:
                return self._option(str(ballot), options)

    def _option(self, told: str, options: Mapping[str, Text]) -> str:
        if told in options:
            return self.telling.text(options[told])
        return self._answer(told) if f"answer_{told}" in self.words else self._name(told)

    def _answer(self, word: str) -> str:
        return self.words[f"answer_{word}"]
