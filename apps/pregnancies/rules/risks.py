"""The coded list of risk factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from apps.pregnancies.rules import tables

FALLBACK_LANGUAGE: Final = "en"


@dataclass(frozen=True)
class RiskCode:
    """A risk factor that can be chosen; `says` holds its name by language."""

    code: str
    version: int
    group: str
    says: Mapping[str, str]

    def name(self, language: str) -> str:
        """Return its name in a language of KAISHI; English for any other."""
        return self.says.get(language.lower(), self.says[FALLBACK_LANGUAGE])


@cache
def risk_codes() -> dict[str, RiskCode]:
    """Return all risk factors by code, in the order of the list."""
    return {
        row["id"]: RiskCode(row["id"], row["version"], row["group"], row["says"])
        for row in tables.table("risk_factors")["risk_factor"]
    }
