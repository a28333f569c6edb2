"""FHIR R4 Observations."""

from __future__ import annotations

from typing import Any

from apps.observations.sources.given import Given
from apps.observations.sources.points import Deletion, Reading


def decode(resource: dict[str, Any], given: Given) -> Reading | Deletion:
    """Return what an Observation says. The library is loaded when the first one comes. Raises Refused."""
    from apps.observations.sources.fhir.decoding import decode as decode_observation

    return decode_observation(resource, given)


def entries(bundle: dict[str, Any]) -> list[Any]:
    """Return what a Bundle carries: its resources, and for an entry without one the entry itself."""
    found = bundle.get("entry")
    if not isinstance(found, list):
        return []
    return [entry.get("resource", entry) if isinstance(entry, dict) else entry for entry in found]
