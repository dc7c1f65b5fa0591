"""Somebody at a table where there are no accounts, who acts by forms alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.api.forms_in import Form, form_in, text_in

if TYPE_CHECKING:
    from tests.api.conftest import Table


@dataclass(frozen=True)
class Seat:
    """From where somebody reads and acts."""

    table: Table
    name: str

    def page(self, path: str = "", **asked: str) -> str:
        """Return a page of the process."""
        found = self.table.client.get(f"/processes/{self.table.process}{path}", params={"seat": self.name, **asked})
        return str(found.text)

    def form(self, do: str, **named: str) -> Form:
        """Return the form that does something."""
        return form_in(self.page("/form", do=do, **named), do)

    def may(self, do: str, **named: str) -> bool:
        """Tell whether he is given a form."""
        answer = self.table.client.get(
            f"/processes/{self.table.process}/form", params={"seat": self.name, "do": do, **named}
        )
        return int(answer.status_code) == 200

    def does(self, do: str, way: str = "", given: dict[str, Any] | None = None, **named: str) -> str:
        """Fill in a form and send it; return where that leads."""
        answer = self.form(do, **named).send(self.table.client, way, **(given or {}))
        assert answer.status_code == 303, text_in(answer.text)
        return str(answer.headers["location"])

    def read(self, part: str) -> Any:
        """Return a part of the process as programs read it."""
        return self.table.client.get(f"{self.table.url}/{part}", headers={"Sluis-Actor": self.name}).json()
