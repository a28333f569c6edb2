"""FHIR R4 Observations."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import parse_qs

from apps.observations.sources.given import Given
from apps.observations.sources.points import Deletion, Reading, Refused, id_of, name_of

IS_ID: Final = re.compile(r"[A-Za-z0-9.-]{1,64}").fullmatch


def decode(resource: dict[str, Any], given: Given) -> Reading | Deletion:
    """Return what an Observation says. The library is loaded when the first one comes. Raises Refused."""
    from apps.observations.sources.fhir.decoding import decode as decode_observation

    return decode_observation(resource, given)


def entries(bundle: dict[str, Any]) -> list[Any]:
    """Return what a Bundle carries: its resources, and for an entry without one the entry itself.

    A resource without an id of its own has that of its `fullUrl`.
    """
    found = bundle.get("entry")
    if not isinstance(found, list):
        return []
    return [_entry(entry) for entry in found]


def _entry(entry: Any) -> Any:
    if not isinstance(entry, dict) or "resource" not in entry:
        return entry
    resource, named = entry["resource"], _last(entry.get("fullUrl"))
    if isinstance(resource, dict) and resource.get("id") is None and IS_ID(named):
        return resource | {"id": named}
    return resource


def deletion(entry: dict[str, Any], given: Given) -> Deletion:
    """Return what an entry of a transaction takes back: `DELETE Observation/1`, or by its identifier. Raises Refused."""
    request = entry.get("request")
    if not isinstance(request, dict) or request.get("method") != "DELETE":
        raise Refused("unknown_form", "$")
    kind, _, query = str(request.get("url", "")).partition("?")
    parts = kind.split("/")
    if (parts[-1:] if query else parts[-2:-1]) != ["Observation"]:
        raise Refused("unknown_form", "$.request.url")
    if not query:
        return Deletion(given.source, id_of(_last(kind), "$.request.url"))
    system, _, value = parse_qs(query).get("identifier", [""])[0].partition("|")
    return Deletion(name_of(system) or given.source, id_of(value, "$.request.url"))


def _last(url: Any) -> str:
    """Return the id at the end of an address, or of a `urn:uuid:`."""
    return url.removeprefix("urn:uuid:").rpartition("/")[2] if isinstance(url, str) else ""
