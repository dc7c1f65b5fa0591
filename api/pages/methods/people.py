"""Who takes part by a method, and who may do what to a process as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.methods.speaking import Fact
from engine.authoring.drawing.tongue import raised
from engine.language.declaration.people import Adoption, Extension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.pages.methods.speaking import Speaker
    from engine.language.declaration import Role

RIGHTS = ("open", "admit", "hold", "cancel", "redact")


@dataclass(frozen=True, slots=True)
class RoleTold:
    """A role, with what there is to know about having it."""

    title: str
    lines: list[str]


def roles_told(speaker: Speaker) -> list[RoleTold]:
    """Return the roles in order."""
    return [RoleTold(speaker.tongue.text(one.title), [*_about(speaker, one)]) for one in _roles(speaker)]


def rights_told(speaker: Speaker) -> list[Fact]:
    """Return who may do what to a process as a whole."""
    may, words = speaker.method.declared.may, speaker.words
    found = [Fact(words(f"may_{one}"), speaker.who(getattr(may, one)) or words("may_default")) for one in RIGHTS]
    found.insert(len(found) - 1, Fact(words("may_extend"), _extends(speaker)))
    found.append(Fact(words("may_adopt"), _adopts(speaker)))
    waives = speaker.who(speaker.method.declared.waivable_by)
    return [*found, *([Fact(words("may_waive"), waives)] if waives else [])]


def _roles(speaker: Speaker) -> list[Role]:
    return list(speaker.method.declared.roles.values())


def _about(speaker: Speaker, role: Role) -> Iterator[str]:
    words, tongue = speaker.words, speaker.tongue
    yield words("role_of_party" if role.of else "role_apart")
    if role.neutral:
        yield words("role_neutral")
    if role.named_by is not None:
        yield words("role_named_by", who=speaker.who(role.named_by))
    if role.accepted_by is not None:
        yield words("role_accepted_by", who=speaker.who(role.accepted_by, "and"))
    if role.seats is not None:
        yield words("role_seats", number=role.seats)
    if role.expires is not None:
        yield words("role_expires", clock=tongue.clock(role.expires))
    if role.alternates:
        yield words("role_alternates")
    if role.eligible is not None:
        yield words("role_eligible")
    if role.held_by is not None:
        yield raised(tongue("named_in_records"))


def _extends(speaker: Speaker) -> str:
    extend = speaker.method.declared.may.extend
    if isinstance(extend, Extension):
        who, clock = speaker.who(extend.by), speaker.tongue.clock(extend.up_to)
        return speaker.words("may_extend_up_to", who=who, clock=clock)
    return speaker.who(extend) or speaker.words("may_default")


def _adopts(speaker: Speaker) -> str:
    adopt = speaker.method.declared.may.adopt
    if isinstance(adopt, Adoption):
        decision = speaker.tongue.thing(adopt.decision)
        return speaker.words("may_adopt_after", who=speaker.who(adopt.by), decision=decision)
    return speaker.who(adopt) or speaker.words("may_nobody")
