"""Verdicts, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

OK: Final = "ok"
UNKNOWN: Final = "unknown"
WARN: Final = "warn"
BLOCK: Final = "block"
ORDER: Final = (OK, UNKNOWN, WARN, BLOCK)
RANK: Final = {verdict: rank for rank, verdict in enumerate(ORDER)}

RULES_VERSION: Final = "2026.3"
"""Goes up with every change to the tables or the rules: catalogues are then judged anew."""


class Reason(NamedTuple):
    """One thing that was found. `rule`: which rule; `term`: what it found; `source`: on whose word."""

    verdict: str
    rule: str
    term: str = ""
    why: str = ""
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return a dictionary without what is empty."""
        return {name: value for name, value in self._asdict().items() if value}


def worst(verdicts: Iterable[str]) -> str:
    """Return the worst; `ok` of none."""
    return max(verdicts, key=RANK.__getitem__, default=OK)
