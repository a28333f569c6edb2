"""The red-flag check of what a mother writes, and the alerts that it raises in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.consultations.entries import Entry, RedFlag
from apps.consultations.posting import Line


def in_text(text: str, language: str) -> tuple[RedFlag, ...]:
    """Return what the check finds in a text; nothing found is no proof of health, only no reason to hurry."""
    return ()


def payload(sequence: int, found: tuple[RedFlag, ...]) -> dict[str, Any]:
    """Return what the thread's own entry about red flags holds: categories, no text."""
    return {
        "of": sequence,
        "findings": [{"category": flag.category, "severity": flag.severity} for flag in found],
    }


def raise_alerts(line: Line, entry: Entry, found: tuple[RedFlag, ...], *, at: datetime) -> None:
    """Raise an alert for each category, joined to this transaction."""
