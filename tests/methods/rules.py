"""What became of each rule of a published or shipped method: enforced by what, advisory, or outside any engine.

`NAME.rules.yaml` has the rules; `NAME.md` has the table that is made of them. A rule that is enforced names a story,
the step in it from which it is tried, steps of which the last shows the rule, and an alteration of the method without
which that last step would go otherwise.
"""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from engine.authoring.scenario import Scenario, read_scenario
from engine.files import beside, method_from
from engine.language import Method, read_method
from engine.language.source import read_source

AWAY = "away"
HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "methods"
MARKED = "<!-- the table below is made of the rules -->\n"


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Attempt(_Told):
    """One way to see that a rule is enforced.

    `after` is the note of a step of the story; left out, it is tried right after the opening. `without` gives keys of
    the method other values (`away`: takes them away): then the last step goes otherwise. Where `check` refuses the
    altered method, `checked` is what it says.
    """

    by: str
    story: str
    after: str | None = None
    steps: list[dict[str, Any]] = Field(min_length=1)
    without: dict[str, Any] = Field(min_length=1)
    checked: str | None = None


class Rule(_Told):
    """A rule of the published text in short, with its place, and what became of it."""

    rule: str
    place: str
    enforced: Annotated[
        list[Attempt], BeforeValidator(lambda value: value if isinstance(value, list) else [value])
    ] = []
    advisory: str | None = None
    outside: str | None = None

    @model_validator(mode="after")
    def _became_something(self) -> Self:
        assert self.enforced or self.advisory or self.outside, "a rule is enforced, advisory or outside"
        return self


class Published(_Told):
    """A published method: how many rules its text has, and each of them."""

    published: int
    rules: dict[str, Rule]


def names() -> list[str]:
    """Return the methods whose rules are told here, published and shipped ones, by the names of their files."""
    return sorted(path.name.removesuffix(".rules.yaml") for path in HERE.glob("*.rules.yaml"))


def rules_of(name: str) -> Published:
    """Read what became of the rules of a published method."""
    path = HERE / f"{name}.rules.yaml"
    source = read_source(path.read_text(encoding="utf-8"), path.name)
    assert source.diagnostics == [], source.diagnostics
    return Published.model_validate(source.data)


def method_of(name: str, without: dict[str, Any] | None = None) -> Method:
    """Read a method, altered where asked."""
    path = place_of(name)
    if without is None:
        return _as_it_is(path)
    data = deepcopy(_data(path))
    for way, value in without.items():
        _alter(data, way, value)
    return read_method(json.dumps(data, ensure_ascii=False), f"{name}.yaml", beside(path), published=True)


@cache
def _as_it_is(path: Path) -> Method:
    return method_from(path)


@cache
def _data(path: Path) -> Any:
    """Return what stands in a file, for all who read it: whoever alters it copies it first."""
    return read_source(path.read_text(encoding="utf-8"), path.name).data


def place_of(name: str) -> Path:
    """Return the file of a method: one that was published elsewhere and is declared here, or one that is shipped."""
    here = HERE / f"{name}.yaml"
    return here if here.exists() else SHIPPED / name / "method.yaml"


def _alter(data: Any, path: str, value: object) -> None:
    """Set the value at a dotted path, or take it away; in a list a step is an element or its `id`."""
    *way, last = path.split(".")
    for step in way:
        data = _element(data, step) if isinstance(data, list) else data.setdefault(step, {})
    if isinstance(data, list):
        data.remove(_element(data, last))
    elif value == AWAY:
        del data[last]
    else:
        data[last] = value


def _element(data: list[Any], name: str) -> Any:
    return next(one for one in data if one == name or (isinstance(one, dict) and one["id"] == name))


def story(path: Path) -> Scenario:
    """Read a story."""
    return read_scenario(path.read_text(encoding="utf-8"), path.name)


def stories() -> list[Path]:
    """Return the files of all stories of methods that are declared here."""
    return sorted((HERE / "scenarios").glob("*.yaml"))


def tried(attempt: Attempt) -> Scenario:
    """Return the story up to where a rule is tried, and then the steps that try it.

    What was refused in the story changed nothing, and is left out: the method may be altered so that it is not.
    """
    (path,) = (*HERE.glob(f"scenarios/{attempt.story}.yaml"), *SHIPPED.glob(f"*/scenarios/{attempt.story}.yaml"))
    data = _data(path)
    notes = [step.get("note") for step in data["steps"]]
    assert attempt.after is None or notes.count(attempt.after) == 1, f"no single step is called {attempt.after!r}"
    until = 0 if attempt.after is None else notes.index(attempt.after) + 1
    told = [step for step in data["steps"][:until] if "refused" not in step.get("then", {})]
    return read_scenario(json.dumps({**data, "steps": [*told, *attempt.steps]}), path.name)


def table(published: Published) -> str:
    """Return the rules as a table in Markdown."""
    lines = ["| | rule | place | what became of it |", "|---|---|---|---|"]
    lines += [f"| {key} | {rule.rule} | {rule.place} | {_became(rule)} |" for key, rule in published.rules.items()]
    return "\n".join(lines) + "\n"


def _became(rule: Rule) -> str:
    told = [f"**enforced** by {one.by}; {_shown(one)}" for one in rule.enforced]
    told += [f"*advisory*: {rule.advisory}"] if rule.advisory else []
    told += [f"*outside*: {rule.outside}"] if rule.outside else []
    return "<br>".join(told)


def _shown(attempt: Attempt) -> str:
    then, last = attempt.steps[-1]["then"], attempt.steps[-1]
    acts = last.get("when", {"do": f"wait {last.get('wait')}"})
    act = acts[-1] if isinstance(acts, list) else acts
    did = " ".join(str(act[key]) for key in ("by", "do", "move", "record", "decision") if key in act)
    found = ", ".join(f"{key} {_listed(value)}" for key, value in then.items())
    return f"seen by *{did}*: {found}"


def _listed(value: object) -> str:
    return ", ".join(f"`{one}`" for one in (value if isinstance(value, list) else [value]))


def write_tables() -> None:
    """Make the tables anew."""
    for name in names():
        path = HERE / f"{name}.md"
        before = path.read_text(encoding="utf-8").partition(MARKED)[0] if path.exists() else ""
        path.write_text(before + MARKED + "\n" + table(rules_of(name)), encoding="utf-8")


if __name__ == "__main__":
    write_tables()
