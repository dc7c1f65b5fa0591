"""Which language a request asks for (`Accept-Language`, RFC 9110)."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

MOST = 500


def wanted_languages(request: Request) -> list[str]:
    """Return the languages of the header by weight, without regions: `nl-BE` asks for `nl`."""
    weighted = []
    for index, part in enumerate(request.headers.get("accept-language", "")[:MOST].split(",")):
        name, _, parameter = part.strip().partition(";")
        weight = _weight(parameter)
        if name and name != "*" and weight > 0:
            weighted.append((-weight, index, name.split("-")[0].lower()))
    return [name for _, _, name in sorted(weighted)]


def wanted_language(request: Request, has: Sequence[str] = ("en", "nl")) -> str | None:
    """Return the first wanted language that there is."""
    return next((name for name in wanted_languages(request) if name in has), None)


def _weight(parameter: str) -> float:
    key, _, value = parameter.strip().partition("=")
    try:
        return float(value) if key.strip() == "q" else 1.0
    except ValueError:
        return 0.0
