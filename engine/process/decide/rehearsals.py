"""Deleting a rehearsal: who may, and that nothing else can ever be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.who import Holder, parts_of
from engine.process.refusal import refuse
from engine.process.who import roles_of

if TYPE_CHECKING:
    from engine.language.method import Method
    from engine.process.commands import Delete
    from engine.process.situation import Situation


def must_delete(method: Method, situation: Situation, command: Delete) -> None:
    """See that a process may be deleted whole. Raises Refused.

    Whoever opened it may, also after he left and after its end, and who holds a role in which it could be opened.
    """
    is_opener = command.actor == situation.opener
    if situation.participants[command.actor].left_at and not is_opener:
        raise refuse("not-yours", "actor_unknown", "/actor", actor=command.actor)
    if not situation.rehearsal:
        raise refuse("rule", "deleted_only_rehearsals")
    if situation.lineage:
        raise refuse("rule", "deleted_with_parent", root=situation.root)
    if not is_opener and not _may_open(method, situation, command):
        raise refuse("not-yours", "delete_not_yours", "/actor")


def _may_open(method: Method, situation: Situation, command: Delete) -> bool:
    may = method.declared.may.open
    opening = {one.role for one in parts_of(may) if isinstance(one, Holder)} if may else set()
    return not opening.isdisjoint(roles_of(situation, command.actor))
