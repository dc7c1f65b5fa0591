"""From a form that was sent to the commands that it stands for; they then go the way of all commands.

Nothing here looks at how a process stands: the same form always says the same, so that it is known again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.ballots import ballot_of
from api.pages.forms.fields import values_of
from api.pages.forms.proposing import ABOUT
from api.pages.forms.records import BEHALF, SEEN_BY, SHARE, SUBJECT
from api.pages.forms.sending_meetings import SAY_MEETINGS
from api.pages.forms.sending_more import SAY_MORE
from api.pages.forms.sent import about, filled, typed_in, version_of
from api.pages.forms.shapes import AS, JOINT, Mistyped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.pages.desk import Desk
    from api.pages.forms.sent import Command, Sent


def commands_of(desk: Desk, sent: Sent) -> list[Command]:
    """Return the commands that a form stands for."""
    known = _SAY.get(sent.target.do)
    told = known(desk, sent) if known else []
    role = _role(sent)
    return [one | ({"as": role} if role else {}) for one in told]


def _role(sent: Sent) -> str:
    """Return the role in which somebody acts: the one he chose, of those that a form was drawn for where it says so."""
    chosen, meant = typed_in(sent, AS), sent.fixed.get(AS, "").split(JOINT)
    return chosen if chosen in meant or not meant[0] else meant[0]


def _record(desk: Desk, sent: Sent) -> list[Command]:
    name = sent.target.get("record")
    declared = desk.method.declared.records.get(name)
    identity = sent.fixed.get("id", "") or (desk.signer.new_id(sent.own["key"]) if desk.signer else "")
    is_new = not sent.fixed.get("id")
    told: Command = {"do": "record", "record": name, "id": identity}
    told["fields"] = values_of(declared.fields, sent.typed, desk.telling.language, sent.files) if declared else {}
    if is_new and (subject := _subject(sent)):
        told["subject"] = subject
    if behalf := sent.fixed.get(BEHALF) or typed_in(sent, BEHALF):
        told["on_behalf_of"] = behalf
    if sent.fixed.get(SEEN_BY):
        told["picked"] = list(sent.typed.get(SEEN_BY, ()))  # whoever is ticked no more is picked no more
    share: Command = {"do": "share", "id": identity, "version": version_of(sent)}
    return [told, share] if sent.own.get("way") == SHARE else [told]


def _subject(sent: Sent) -> list[str] | dict[str, str]:
    if sent.target.subject:
        return list(sent.target.subject)
    chosen = {name.removeprefix(SUBJECT): values[0] for name, values in sent.typed.items() if name.startswith(SUBJECT)}
    return {name: value for name, value in chosen.items() if value}


def _on_version(do: str) -> Callable[[Desk, Sent], list[Command]]:
    def say(desk: Desk, sent: Sent) -> list[Command]:
        told: Command = {"do": do, "id": sent.target.get("id"), "version": version_of(sent)}
        return [told | ({"editorial": True} if do == "share" and sent.typed.get("editorial") else {})]

    return say


def _seal(desk: Desk, sent: Sent) -> list[Command]:
    return [about({"do": "seal", "record": sent.target.get("record")}, sent)]


def _propose(desk: Desk, sent: Sent) -> list[Command]:
    told = about({"do": "propose", "decision": sent.target.get("decision")}, sent)
    if not sent.fixed.get(ABOUT):
        return [told]
    chosen = sent.typed.get(ABOUT, ())
    if not chosen:
        raise Mistyped("/about", "propose_nothing")
    return [told | {"about": list(chosen)}]


def _waive(desk: Desk, sent: Sent) -> list[Command]:
    return [filled(about({"do": "waive", "condition": sent.target.get("condition")}, sent), sent, "reason", "until")]


def _accept(desk: Desk, sent: Sent) -> list[Command]:
    answer = sent.target.get("answer") or "yes"
    told = {"role": sent.target.get("role"), "participant": sent.target.get("participant"), "answer": answer}
    return [{"do": "accept", **told}]


def _vote(desk: Desk, sent: Sent) -> list[Command]:
    identity = sent.target.get("run")
    run = desk.situation.runs.get(identity)
    declared = desk.method.declared.decisions[run.decision] if run else None
    ballot = ballot_of(declared, sent.typed, desk.telling.language) if declared else ""
    return [filled({"do": "vote", "run": identity, "ballot": ballot}, sent, "reason")]


def _close(desk: Desk, sent: Sent) -> list[Command]:
    return [{"do": "close", "run": sent.target.get("run")}]


def _ratify(desk: Desk, sent: Sent) -> list[Command]:
    return [
        filled({"do": "ratify", "run": sent.target.get("run"), "answer": typed_in(sent, "given")}, sent, "conditions")
    ]


def _object(desk: Desk, sent: Sent) -> list[Command]:
    identity = sent.target.get("run")
    run = desk.situation.runs.get(identity)
    kind = desk.method.declared.decisions[run.decision].objections if run else None
    fields = desk.method.declared.records[kind].fields if kind else {}
    new = desk.signer.new_id(sent.own["key"]) if desk.signer else ""
    return [
        {
            "do": "object",
            "run": identity,
            "id": new,
            "fields": values_of(fields, sent.typed, desk.telling.language, sent.files),
        }
    ]


def _settle(desk: Desk, sent: Sent) -> list[Command]:
    return [filled({"do": "settle", "id": sent.target.get("id")}, sent, "how")]


def _judge(desk: Desk, sent: Sent) -> list[Command]:
    said = {"yes": True, "no": False}.get(typed_in(sent, "admissible"), "")
    return [filled({"do": "judge", "id": sent.target.get("id"), "admissible": said}, sent, "reason")]


def _move(desk: Desk, sent: Sent) -> list[Command]:
    return [filled({"do": "move", "move": sent.target.get("move")}, sent, "reason", "resume_at")]


def _hold(desk: Desk, sent: Sent) -> list[Command]:
    return [filled({"do": sent.target.do}, sent, "reason", *(("until",) if sent.target.do == "hold" else ()))]


def _agree(desk: Desk, sent: Sent) -> list[Command]:
    return [{"do": "agree", "waiver": sent.target.get("waiver")}]


_SAY: Mapping[str, Callable[[Desk, Sent], list[Command]]] = {
    "record": _record, "share": _on_version("share"), "withdraw": _on_version("withdraw"),
    "confirm": _on_version("confirm"), "unconfirm": _on_version("unconfirm"), "seal": _seal, "propose": _propose,
    "waive": _waive, "accept": _accept, "vote": _vote, "close": _close, "ratify": _ratify, "object": _object,
    "settle": _settle, "judge": _judge, "move": _move, "hold": _hold, "resume": _hold, "agree": _agree,
    **SAY_MEETINGS, **SAY_MORE,
}  # fmt: skip
