"""Writes what was done at a terminal as a scenario file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml


class _Plain(yaml.SafeDumper):
    """Writes YAML in which nothing stands for something written elsewhere: a scenario has no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        """Write everything where it is."""
        return True


_Plain.add_representer(Decimal, lambda plain, value: plain.represent_scalar("tag:yaml.org,2002:float", str(value)))


def as_yaml(scenario: dict[str, Any]) -> str:
    """Return a scenario as its file has it."""
    text: str = yaml.dump(scenario, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    return text
