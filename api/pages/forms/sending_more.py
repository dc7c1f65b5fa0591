"""The commands that forms stand for about people, notes, remarks and the process as a whole: see `sending`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.forms.governing import AMOUNT, UNIT, UNITS
from api.pages.forms.notes import IN_ROLE
from api.pages.forms.people import ALTERNATE, NEW_PARTY, PARTY, ROLE, ROLES
from api.pages.forms.remarks import PARTIES
from api.pages.forms.reminding import PEOPLE
from api.pages.forms.sent import filled, typed_in, version_of
from api.pages.forms.shapes import Mistyped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.pages.desk import Desk
    from api.pages.forms.sent import Command, Sent


def _join(desk: Desk, sent: Sent) -> list[Command]:
    new = desk.signer.new_id(sent.own["key"]) if desk.signer else ""
    told: Command = filled({"do": "join", "participant": new, "roles": list(sent.typed.get(ROLES, ()))}, sent, "name")
    known, other = typed_in(sent, PARTY), typed_in(sent, NEW_PARTY).strip()
    if known and other:
        raise Mistyped("/new_party", "join_two_parties")
    return [told | ({"party": known or other} if known or other else {})]


def _appoint(_: Desk, sent: Sent) -> list[Command]:
    told: Command = {"do": "appoint", "participant": sent.target.get("participant")}
    role = typed_in(sent, ROLE)
    told |= {"role": role} if role else {}
    return [told | ({"alternate": True} if sent.typed.get(ALTERNATE) else {})]


def _step_down(_: Desk, sent: Sent) -> list[Command]:
    return [{"do": "step_down", "role": sent.target.get("role")}]


def _plain(_: Desk, sent: Sent) -> list[Command]:
    return [{"do": sent.target.do}]


def _note(desk: Desk, sent: Sent) -> list[Command]:
    new = desk.signer.new_id(sent.own["key"]) if desk.signer else ""
    role = typed_in(sent, IN_ROLE)
    return [filled({"do": "note", "note": new}, sent, "text") | ({"as": role} if role else {})]


def _hand_over(_: Desk, sent: Sent) -> list[Command]:
    told: Command = {"do": "hand_over", "role": sent.target.get("role")}
    to = typed_in(sent, "to")
    return [told | ({"participant": to} if to else {})]


def _remind(_: Desk, sent: Sent) -> list[Command]:
    return [{"do": "remind", "participants": list(sent.typed.get(PEOPLE, ()))}]


def _dispute(_: Desk, sent: Sent) -> list[Command]:
    told = {"do": "dispute", "id": sent.target.get("id"), "version": version_of(sent)}
    return [filled(told | {"answer": sent.target.get("answer") or "yes"}, sent, "reason")]


def _decline(_: Desk, sent: Sent) -> list[Command]:
    return [filled({"do": "decline", "id": sent.target.get("id"), "version": version_of(sent)}, sent, "reason")]


def _advise(_: Desk, sent: Sent) -> list[Command]:
    return [filled({"do": "advise", "run": sent.target.get("run")}, sent, "text")]


def _pick(_: Desk, sent: Sent) -> list[Command]:
    told: Command = {"do": "pick", "id": sent.target.get("id")}
    parties = list(sent.typed.get(PARTIES, ()))
    return [told | ({"parties": parties} if parties else {})]


def _extend(_: Desk, sent: Sent) -> list[Command]:
    told: Command = {"do": "extend"}
    told |= {"phase": phase} if (phase := sent.target.get("phase")) else {}
    amount, unit = typed_in(sent, AMOUNT).strip(), typed_in(sent, UNIT)
    if amount:
        is_whole = amount.isascii() and amount.isdecimal() and unit in UNITS
        told["more"] = f"P{int(amount)}{unit}" if is_whole and len(amount) <= len("10000") else amount
    return [filled(told, sent, "reason")]


def _adopt(_: Desk, sent: Sent) -> list[Command]:
    return [filled({"do": "adopt", "version": sent.target.get("version")}, sent, "reason")]


def _cancel(_: Desk, sent: Sent) -> list[Command]:
    return [filled({"do": "cancel"}, sent, "reason")]


def _redact(_: Desk, sent: Sent) -> list[Command]:
    content = sent.target.get("id") or sent.target.get("participant")
    return [filled({"do": "redact", "content": content}, sent, "reason")]


SAY_MORE: Mapping[str, Callable[[Desk, Sent], list[Command]]] = {
    "join": _join, "appoint": _appoint, "step_down": _step_down, "leave": _plain, "delete": _plain,
    "note": _note, "hand_over": _hand_over, "remind": _remind, "dispute": _dispute, "decline": _decline,
    "advise": _advise,
    "adopt": _adopt, "pick": _pick, "extend": _extend, "cancel": _cancel, "redact": _redact,
}  # fmt: skip
