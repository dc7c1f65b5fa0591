"""Forms as a browser finds them in a page: what they would send, and what is asked in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SKIPPED = ("script", "style", "svg")


@dataclass
class Form:
    """A form: where it goes, what it would send as it stands, and what its buttons send."""

    action: str
    label: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    in_parts: bool = False

    @property
    def do(self) -> str:
        """What it does."""
        return self.fields.get("do", [""])[0]

    def filled(self, way: str = "", **given: str | list[str]) -> dict[str, Any]:
        """Return what is sent once it is filled in, by a button; of a name a dot is written as two strokes."""
        told: dict[str, Any] = {name: list(values) for name, values in self.fields.items()}
        for name, value in given.items():
            told[name.replace("__", ".")] = value
        return told | ({"way": way} if way else {})

    def send(self, client: TestClient, way: str = "", files: Any = None, **given: str | list[str]) -> Any:
        """Send it, and return the answer; in parts, as a browser does, where it says so."""
        data = self.filled(way, **given)
        if not self.in_parts:
            return client.post(self.action, data=data, follow_redirects=False)
        chosen = {name: (files or {}).get(name, ("", b"")) for name in self.files}
        return client.post(self.action, data=data, files=chosen, follow_redirects=False)


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.area = self.select = ""
        self.texts: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.skipped += tag in SKIPPED
        if tag == "form":
            is_in_parts = told.get("enctype") == "multipart/form-data"
            self.form = Form(told.get("action", ""), told.get("aria-label", ""), in_parts=is_in_parts)
            self.forms.append(self.form)
        if self.form is None:
            return
        name = told.get("name", "")
        match tag:
            case "input":
                self._input(self.form, name, told)
            case "textarea":
                self._ask(name)
                self.area = name
                self.form.fields.setdefault(name, []).append("")
            case "select":
                self._ask(name)
                self.select, self.form.fields[name] = name, [""]
            case "option" if "selected" in told:
                self.form.fields[self.select] = [told.get("value", "")]
            case "button":
                self.form.buttons.append((told.get("name", ""), told.get("value", "")))
            case _:
                pass

    def _input(self, form: Form, name: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if kind != "hidden":
            self._ask(name)
        if kind == "file":
            form.files.append(name)
            return
        if kind not in ("radio", "checkbox") or "checked" in told:
            form.fields.setdefault(name, []).append(told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in SKIPPED
        if tag == "form":
            self.form = None
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.form:
            texts = self.form.fields[self.area]
            texts[-1] += data if texts[-1] else data.removeprefix("\n")
        if not self.skipped:
            self.texts.append(data)

    def _ask(self, name: str) -> None:
        if self.form and name not in self.form.asked:
            self.form.asked.append(name)


def forms_in(page: str) -> list[Form]:
    """Return the forms of a page by which something is sent."""
    finder = _Finder()
    finder.feed(page)
    return [one for one in finder.forms if "do" in one.fields]


def form_in(page: str, do: str) -> Form:
    """Return the only form of a page that does something."""
    found = [one for one in forms_in(page) if one.do == do]
    assert len(found) == 1, (do, [(one.do, one.label) for one in forms_in(page)])
    return found[0]


def text_in(page: str) -> str:
    """Return what a page says, with one space between words."""
    finder = _Finder()
    finder.feed(page)
    return " ".join(" ".join(finder.texts).split())
