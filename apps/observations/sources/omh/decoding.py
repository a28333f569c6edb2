"""One Open mHealth or IEEE 1752.1 data point becomes one reading."""

from __future__ import annotations

from typing import Any, Final

from apps.observations.sources.given import Given
from apps.observations.sources.limits import judged
from apps.observations.sources.omh.activities import read_activity
from apps.observations.sources.omh.bodies import READERS, Said, details
from apps.observations.sources.omh.checking import check
from apps.observations.sources.omh.headers import Header, read_header
from apps.observations.sources.omh.published import SCHEMA_IDS, body_validator
from apps.observations.sources.omh.time_frames import AT, Frame, read_frame
from apps.observations.sources.points import Reading, Refused
from apps.observations.sources.times import check_times

HEADER_TIME: Final = "$.header"


def decode(point: dict[str, Any], given: Given) -> Reading:
    """Return the reading of a data point. Raises Refused with the place in the document."""
    header = read_header(point["header"], given)
    if header.schema_id not in SCHEMA_IDS:
        raise Refused("unsupported_schema", "$.header.schema_id", schema=header.schema_id[:120])
    body = point.get("body")
    check(body_validator(header.schema_id), body, "$.body")
    assert isinstance(body, dict)  # every one of these schemas asks for it
    frame = _frame(body, header, given)
    said = _said(header.schema_id.split(":")[1], body, frame)
    reading = _reading(header, frame, said, details(body) | said.detail)
    check_times(reading, given.now, frame.start_path, frame.end_path)
    return judged(reading, said.path, said.second_path)


def _frame(body: dict[str, Any], header: Header, given: Given) -> Frame:
    """The first versions of some schemas ask for no time: then it was when the source made the point."""
    frame = body.get("effective_time_frame")
    if frame is not None:
        return read_frame(frame, given)
    at, offset = header.changed_at, header.changed_offset
    return Frame(at, at, offset, offset, HEADER_TIME, HEADER_TIME)


def _said(name: str, body: dict[str, Any], frame: Frame) -> Said:
    if name == "physical-activity":
        length = (frame.end - frame.start).total_seconds() / 60
        return read_activity(body, round(length, 6) if frame.start_path not in (HEADER_TIME, AT) else None)
    return READERS[name](body)


def _reading(header: Header, frame: Frame, said: Said, detail: dict[str, Any]) -> Reading:
    if header.device_kind:
        detail["device_kind"] = header.device_kind
    if frame.start_path == HEADER_TIME:
        detail["time_from"] = "header"
    return Reading(
        measure=said.measure,
        source_app=header.source_app,
        external_id=header.external_id,
        origin="omh",
        start=frame.start,
        end=frame.end,
        value=said.value,
        second_value=said.second_value,
        offset=frame.offset,
        end_offset=frame.end_offset,
        zone_name=frame.zone_name,
        device=header.device,
        modality=header.modality,
        detail=detail,
        source_changed_at=header.changed_at,
    )
