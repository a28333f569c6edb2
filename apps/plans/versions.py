"""Which versions of what a plan came out of."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, Final

from apps.plans.rules.dishes import FOLDER

ENGINE: Final = "1"
"""Goes up with every change of the planner that gives another plan for the same profile."""


@cache
def of_dishes() -> str:
    """Return a digest of the curated list."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def of(result: dict[str, Any]) -> dict[str, str]:
    """Return the versions behind a printed plan."""
    return {
        "engine": ENGINE,
        "dishes": of_dishes(),
        "food_table": result["food_table"],
        "standard": result["standard_version"],
    }
