"""What somebody who acts looks for on a page: a form, by what it does and to what, and what he fills in there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from api.pages.forms.shapes import JOINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.declaration import FieldDeclared
    from engine.language.method import Method
    from engine.process.commands import Command, Open
    from engine.process.situation import Situation

PROSE = frozenset({"text", "markdown"})
LINES = frozenset({"line", "date", "whole", "number"})
NAMED = {  # what a form names of a command
    "record": ("record", "id"), "share": ("id",), "withdraw": ("id",), "confirm": ("id",), "unconfirm": ("id",),
    "dispute": ("id",), "decline": ("id",), "pick": ("id",), "settle": ("id",), "judge": ("id",),
    "seal": ("record",), "accept": ("role", "participant"), "propose": ("decision",), "vote": ("run",),
    "close": ("run",), "ratify": ("run",), "object": ("run",), "advise": ("run",), "waive": ("condition",),
    "agree": ("waiver",), "plan": ("phase",), "attend": ("session",), "appoint": ("participant",),
    "step_down": ("role",), "hand_over": ("role",), "extend": ("phase",),
}  # fmt: skip
TYPED = {  # what is typed or chosen of a command, by what its input is called
    "settle": {"how": "how"}, "judge": {"admissible": "admissible", "reason": "reason"},
    "ratify": {"answer": "given", "conditions": "conditions"}, "advise": {"text": "text"},
    "propose": {"about": "about"}, "vote": {"reason": "reason"}, "move": {"reason": "reason", "resume_at": "resume_at"},
    "hold": {"reason": "reason", "until": "until"}, "resume": {"reason": "reason"}, "cancel": {"reason": "reason"},
    "waive": {"reason": "reason", "until": "until"}, "plan": {"title": "title", "agenda": "agenda"},
    "attend": {"present": "present", "minutes": "minutes", "ended": "ended"}, "dispute": {"reason": "reason"},
    "decline": {"reason": "reason"}, "join": {"name": "name", "roles": "roles"}, "appoint": {"role": "given_role"},
    "note": {"text": "text"}, "hand_over": {"participant": "to"},
    "remind": {"participants": "people"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """A form that is looked for, what is filled in by the names of its inputs, and what these have to be called.

    `subject` is for what it is done, where that is said; `mine` the ids of whoever acts; `way` the button.
    """

    do: str
    named: Mapping[str, str]
    subject: tuple[str, ...] | None
    mine: frozenset[str]
    values: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    way: str = ""
    role: str = ""

    def fits(self, offered: Mapping[str, str]) -> bool:
        """Tell whether a form is one that is looked for."""
        rest = offered.keys() - self.named.keys() - {"do", "subject", "voter"}
        subject = tuple(offered["subject"].split(JOINT)) if offered.get("subject") else None
        return (
            offered.get("do") == self.do
            and all(offered.get(name) == told for name, told in self.named.items())
            and not rest - ({"phase"} if self.do == "plan" else set())
            and (subject is None or self.subject in (None, subject))
            and ("voter" not in offered or offered["voter"] in self.mine)
        )

    def rank(self, offered: Mapping[str, str]) -> tuple[bool, bool]:
        """Return what comes first of several that fit: what is about this, or about oneself."""
        about = set(offered.get("subject", "").split(JOINT)) - {""}
        return not (about and self.subject), not about & self.mine


def wish_for(
    method: Method, situation: Situation, command: Command, language: str, *, is_shared: bool = False
) -> Wish:  # fmt: skip
    """Return what somebody looks for who wants what a command says; with `is_shared` he shares it at once."""
    told: dict[str, Any] = command.model_dump(mode="json", by_alias=True, exclude_none=True)
    do, person = command.do, situation.participants[command.actor]
    named = {one: str(told[one]) for one in NAMED.get(do, ()) if one in told}
    if do == "record" and told.get("id") not in situation.records:
        named.pop("id", None)
    if do == "move":
        ways = method.plan.find(str(told["move"]))
        named["move"] = next((one for one in ways if situation.is_now(one.owner)), ways[0]).address
    if told.get("answer") == "no" and do in ("accept", "dispute"):
        named["answer"] = "no"
    wish = Wish(
        do, named, _subject(method, told), frozenset(one for one in (command.actor, person.party) if one),
        way=("share" if is_shared else "draft") if do == "record" else "", role=str(told.get("as", "")),
    )  # fmt: skip
    wish.values.update(
        {name: _texts(told[key]) for key, name in TYPED.get(do, {}).items() if told.get(key) not in (None, [])}
    )
    wish.values.update(_more(method, situation, told, language))
    wish.titles.update(_titles(method, situation, told, language))
    return wish


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _subject(method: Method, told: dict[str, Any]) -> tuple[str, ...] | None:
    subject = told.get("subject")
    if isinstance(subject, dict):
        declared = method.declared.records.get(told.get("record", "")) or method.declared.decisions.get(
            told.get("decision", "")
        )
        return tuple(subject[part.name] for part in (declared.per if declared else None) or ())
    return (subject,) if isinstance(subject, str) else tuple(subject) if subject else None


def _more(
    method: Method, situation: Situation, told: dict[str, Any], language: str
) -> Iterator[tuple[str, list[str]]]:  # fmt: skip
    """Yield what is filled in that a command says otherwise than a form."""
    declared = _fields(method, situation, told)
    for name, value in told.get("fields", {}).items() if declared else ():
        yield f"f.{name}", field_texts(declared[name], value, language)
    match told["do"]:
        case "record":
            yield from ((name, [told[key]]) for key, name in {"on_behalf_of": "behalf"}.items() if key in told)
            if "picked" in told:
                yield "picked", _texts(told["picked"])
        case "vote":
            yield from _ballot(method, situation, told, language)
        case "plan" if "starts_at" in told:
            at = datetime.fromisoformat(told["starts_at"]).astimezone(ZoneInfo(situation.zone))
            yield "starts_at", [at.strftime("%Y-%m-%dT%H:%M")]
        case "join" if "party" in told:
            known = {one.name: one.id for one in situation.present_parties()}
            yield ("party", [known[told["party"]]]) if told["party"] in known else ("new_party", [told["party"]])


def field_texts(declared: FieldDeclared, value: Any, language: str) -> list[str]:
    """Return what is filled in for a field of a record."""
    of = declared.of if declared.type == "list" else declared.type
    texts = _texts(value)
    if of == "number" and language == "nl":
        texts = [one.replace(".", ",") for one in texts]
    return ["\n".join(texts)] if declared.type == "list" and of in LINES else texts


def opening_values(method: Method, command: Open, language: str) -> dict[str, list[str]]:
    """Return what is filled in to open a process."""
    asked = {"title": command.title, "own_name": command.name, "own_party": command.party, "at_phase": command.at_phase}
    if len(method.languages) > 1:
        asked["language"] = command.language
    case = {f"f.{name}": field_texts(method.declared.case[name], told, language) for name, told in command.case.items()}
    return {name: [told] for name, told in asked.items() if told} | case


def _ballot(
    method: Method, situation: Situation, told: dict[str, Any], language: str
) -> Iterator[tuple[str, list[str]]]:  # fmt: skip
    ballot = told["ballot"]
    kind = method.declared.decisions[situation.runs[told["run"]].decision].ballot.kind
    if ballot == "abstain" and kind in ("number", "approval", "ranking", "stars"):
        yield "abstain", ["abstain"]
    elif kind == "ranking":
        yield from ((f"ballot.{one}", [str(place)]) for place, one in enumerate(ballot, 1))
    elif kind == "stars":
        yield from ((f"ballot.{one}", [str(stars)]) for one, stars in ballot.items())
    else:
        texts = _texts(ballot)
        yield "ballot", [one.replace(".", ",") for one in texts] if kind == "number" and language == "nl" else texts


def _fields(method: Method, situation: Situation, told: dict[str, Any]) -> dict[str, FieldDeclared]:
    record = told.get("record")
    if told["do"] == "object":
        record = method.declared.decisions[situation.runs[told["run"]].decision].objections
    declared = method.declared.records.get(record or "")
    return dict(declared.fields) if declared else {}


def _titles(
    method: Method, situation: Situation, told: dict[str, Any], language: str
) -> Iterator[tuple[str, str]]:  # fmt: skip
    declared = _fields(method, situation, told)
    yield from (
        (f"f.{name}", declared[name].title.say(language)) for name in told.get("fields", {}) if name in declared
    )
