"""What a recogniser said of a photo, as it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.nutrition.rules.cautions import Candidate


def candidates_of(prediction: Mapping[str, Any]) -> list[Candidate]:
    """Return what a photo may show, as it was kept; nothing before it was looked at, or where it shows no food."""
    if prediction.get("status") == "not_food":
        return []
    return [Candidate(label, share) for label, share in prediction.get("candidates", [])]


def further_of(prediction: Mapping[str, Any]) -> list[tuple[list[float], list[Candidate]]]:
    """Return what parts of a photo show beside the whole, each with its box; nothing in answers of earlier versions."""
    return [
        (part["box"], [Candidate(label, share) for label, share in part["candidates"]])
        for part in prediction.get("further", [])
    ]
