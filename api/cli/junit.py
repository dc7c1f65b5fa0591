"""Reports of tests as XML of the JUnit kind, which most servers that run tests for a repository understand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Case:
    """One test: it passed where nothing is wrong; it could not be tried where it is `unreadable`."""

    name: str
    file: str
    problems: tuple[str, ...]
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one thing."""

    name: str
    cases: tuple[Case, ...]


def write_junit(suites: list[Suite]) -> bytes:
    """Return a report. It tells no times: the same scenarios give the same bytes."""
    root = Element("testsuites", _counts([case for suite in suites for case in suite.cases]))
    for suite in suites:
        inner = SubElement(root, "testsuite", {"name": _clean(suite.name), **_counts(suite.cases)})
        for case in suite.cases:
            told = {"classname": _clean(suite.name), "name": _clean(case.name), "file": _clean(case.file)}
            element = SubElement(inner, "testcase", told)
            if case.problems:
                kind = "error" if case.unreadable else "failure"
                wrong = SubElement(element, kind, {"message": _clean(case.problems[0]), "type": kind})
                wrong.text = _clean("\n".join(case.problems))
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _counts(cases: list[Case] | tuple[Case, ...]) -> dict[str, str]:
    errors = sum(bool(case.problems) and case.unreadable for case in cases)
    failures = sum(bool(case.problems) for case in cases) - errors
    return {"tests": str(len(cases)), "failures": str(failures), "errors": str(errors), "skipped": "0"}


def _clean(text: str) -> str:
    """Replace the characters that XML cannot hold."""
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
