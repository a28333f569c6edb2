"""What a mother is told when a rule that watches her trace has called somebody. Pure, read from the table beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.monitoring.rules import tables

NAME: Final = "mother_words"
SOMEBODY: Final = {"en": "your maternity unit", "zh-hans": "产科", "ko": "산부인과"}
EMERGENCY: Final = {"en": "the emergency number", "zh-hans": "急救电话", "ko": "응급 전화"}
"""Where a number is not known."""


@dataclass(frozen=True)
class Words:
    """A sentence, and what to do. `calls`: she is to phone now. `is_approved`: the rule's own, not the neutral ones."""

    rule_id: str
    says: str
    do: str
    calls: bool
    is_approved: bool


def version_of(rule_id: str) -> int | None:
    """Return the version of the words of a rule; None where it has none."""
    row = _rows().get(rule_id)
    return None if row is None else int(row["version"])


def rule_ids() -> list[str]:
    """Return the rules that have words, in the order of the table."""
    return list(_rows())


def words_of(
    rule_id: str, *, approved_version: int | None, language: str, phone: str, emergency: str
) -> Words:
    """Return what is said: the rule's own words where this version of them was approved, else the neutral ones."""
    row = _rows().get(rule_id)
    is_approved = row is not None and approved_version == int(row["version"])
    said = row if row is not None and is_approved else tables.by_id(NAME, "neutral")["neutral"]
    numbers = {
        "phone": phone or SOMEBODY.get(language.lower(), SOMEBODY["en"]),
        "emergency": emergency or EMERGENCY.get(language.lower(), EMERGENCY["en"]),
    }
    return Words(
        rule_id,
        tables.words(said, "says", language),
        tables.words(said, "do", language, **numbers),
        bool(said.get("calls")),
        is_approved,
    )


def _rows() -> Mapping[str, Mapping[str, Any]]:
    return tables.by_id(NAME, "rule")
