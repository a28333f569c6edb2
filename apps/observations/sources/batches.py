"""A batch: which form each point has, and what becomes of it. One bad point leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import structlog

from apps.observations.sources import fhir
from apps.observations.sources.given import Given
from apps.observations.sources.omh.decoding import decode as decode_omh
from apps.observations.sources.points import Deletion, Reading, Refused, id_of, name_of
from apps.observations.sources.tidying import tidied

log = structlog.get_logger(__name__)

Outcome = Reading | Deletion | Refused
MOST_POINTS: Final = 1_000


@dataclass(frozen=True)
class Batch:
    """What a body holds. `points`: documents of either form; `deleted`: names of readings that are gone."""

    points: list[Any]
    deleted: list[Any]
    source: str = ""
    device: str = ""


def batch_of(body: Any) -> Batch | None:
    """Return the batch of a body, by its content: our envelope, a list, a FHIR Bundle, one point. None: none of these."""
    if isinstance(body, list):
        return Batch(body, [])
    if not isinstance(body, dict):
        return None
    if body.get("resourceType") == "Bundle":
        return Batch(fhir.entries(body), [])
    if "resourceType" in body or "header" in body:
        return Batch([body], [])
    points, deleted = body.get("points", []), body.get("deleted", [])
    if not isinstance(points, list) or not isinstance(deleted, list):
        return None
    return Batch(points, deleted, name_of(body.get("source")), name_of(body.get("device")))


def decoded(points: Iterable[Any], given: Given) -> list[Outcome]:
    """Return what becomes of each point, in their order."""
    return [_outcome(point, given) for point in points]


def _outcome(point: Any, given: Given) -> Outcome:
    try:
        if isinstance(point, dict):
            if "header" in point:
                return decode_omh(tidied(point), given)
            if "resourceType" in point:
                return fhir.decode(tidied(point), given)
            if "request" in point:
                return fhir.deletion(point, given)
        return Refused("unknown_form", "$")
    except Refused as refused:
        return refused
    except Exception as error:  # noqa: BLE001 - whatever one point is, the others are stored; what it says is hers
        log.error("point_not_decoded", error=type(error).__name__)
        return Refused("invalid", "$")


def deletions(named: Iterable[Any], given: Given) -> list[Outcome]:
    """Return the deletions of the envelope: each has `id`, and `source` where it is another than the batch's."""
    return [_deletion(each, given) for each in named]


def _deletion(named: Any, given: Given) -> Outcome:
    try:
        if not isinstance(named, dict) or not isinstance(named.get("id"), str):
            return Refused("bad_name", "$.id", limit=120)
        return Deletion(name_of(named.get("source")) or given.source, id_of(named["id"], "$.id"))
    except Refused as refused:
        return refused
