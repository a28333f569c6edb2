"""x"""

from __future__ import annotations

from typing import Any

from apps.observations.sources.given import Given
from apps.observations.sources.points import Deletion, Reading, Refused


def decode(resource: dict[str, Any], given: Given) -> Reading | Deletion:
    """Return what an Observation says."""
    raise Refused("unknown_form", "$.resourceType")
