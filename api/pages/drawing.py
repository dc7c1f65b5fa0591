"""Forms as they stand in a page: with the marks that bind them, and after a refusal with what was typed and why not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from api.pages.forms.sent import FIXED, drawn
from api.wording import say_input, say_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.pages.desk import Desk
    from api.pages.forms.sent import Sent
    from api.pages.forms.shapes import Choice, Form, Input
    from engine.process.refusal import Refusal

WHOLE = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A form in a page. `hidden` are its marks; `wrong` what is wrong with no field in particular."""

    form: Form
    action: str
    hidden: list[tuple[str, str]]
    inputs: list[Input]
    role: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """What it is called in the page."""
        return self.form.target.slug

    @property
    def has_files(self) -> bool:
        """Whether a file can be chosen in it, so that it is sent in parts."""
        return any(one.kind == "file" for one in self.inputs)

    @property
    def faulty(self) -> list[Input]:
        """The fields with which something is wrong."""
        return [one for one in self.inputs if one.error]

    @property
    def roles(self) -> tuple[Choice, ...]:
        """The roles to choose from."""
        return self.form.roles


def draw(desk: Desk, form: Form, account: str = "") -> Drawn:
    """Return a form for its reader, bound to him and to what it was made from."""
    assert desk.signer is not None  # noqa: S101 - without one no form was made
    base = form.base()
    key = desk.signer.mark("key", base, str(desk.telling.sight.revision(desk.situation)))
    fixed = {name: value for name, value in form.fixed.items() if value}
    hidden = [
        *form.target.asked.items(),
        *((FIXED + name, value) for name, value in fixed.items()),
        ("key", key),
        ("base", base),
        ("since", desk.place()),
        ("mark", desk.signer.mark(*drawn(form.target, key, base, fixed))),
        *([("for", account)] if account else []),
    ]
    return Drawn(form, desk.address("do"), hidden, list(form.inputs))


def with_typed(one: Drawn, sent: Sent, faults: Mapping[str, str], *, key: str = "") -> Drawn:
    """Return a form with what was typed in it, and each fault at its field; with `key` it is sent as the same again."""
    left = dict(faults)
    inputs = [replace(each.typed(sent.chosen(each.name)), error=_fault(left, each)) for each in one.inputs]
    hidden = [(name, key if name == "key" and key else value) for name, value in one.hidden]
    return replace(one, inputs=inputs, wrong=list(left.values()), hidden=hidden, role=_first(sent.typed.get("as", ())))


def fault_said(desk: Desk, one: Mapping[str, Any]) -> str:
    """Return what is wrong with a part of a command that has not its shape."""
    is_needed = one["type"] in ("missing", "string_too_short") or one.get("input") == ""
    return desk.say("field_needed") if is_needed else say_input(desk.telling.language, one)


def refusal_said(desk: Desk, refusal: Refusal) -> str:
    """Return why a form was refused; of a field that was left empty the form says the name, and no id is read."""
    return desk.say("field_needed") if refusal.message == "field_missing" else say_refusal(desk.telling, refusal)


def _fault(left: dict[str, str], each: Input) -> str:
    """Return what is wrong with a field, which is told nowhere else then."""
    meant = [pointer for pointer in left if pointer == each.pointer or pointer.startswith(f"{each.pointer}/")]
    return " ".join(left.pop(one) for one in meant)


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""
