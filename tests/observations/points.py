"""Data points as a phone sends them, with fixed times."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

MORNING = "2026-03-10T07:30:00+08:00"


def uid(name: str) -> str:
    """A UUID for a name, always the same."""
    return str(uuid5(NAMESPACE_URL, name))


def point(
    schema: str, body: dict[str, Any], name: str = "1", at: str = MORNING, **header: Any
) -> dict[str, Any]:
    """A data point; `schema` as `omh:heart-rate:2.0`."""
    namespace, kind, version = schema.split(":")
    return {
        "header": {
            "uuid": uid(name),
            "schema_id": {"namespace": namespace, "name": kind, "version": version},
            "source_creation_date_time": at,
            "modality": "sensed",
            **header,
        },
        "body": body,
    }


def moment(at: str = MORNING) -> dict[str, Any]:
    return {"date_time": at}


def between(start: str, end: str) -> dict[str, Any]:
    return {"time_interval": {"start_date_time": start, "end_date_time": end}}


def unit(value: float, name: str) -> dict[str, Any]:
    return {"value": value, "unit": name}


def heart_rate(value: float = 84, name: str = "1", at: str = MORNING, **header: Any) -> dict[str, Any]:
    body = {"heart_rate": unit(value, "beats/min"), "effective_time_frame": moment(at)}
    return point("omh:heart-rate:2.0", body, name, **header)


def weight(
    value: float = 68.4, units: str = "kg", name: str = "1", at: str = MORNING, **header: Any
) -> dict[str, Any]:
    body = {"body_weight": unit(value, units), "effective_time_frame": moment(at)}
    return point("omh:body-weight:3.0", body, name, **header)


def pressure(systolic: float, diastolic: float, name: str = "1", at: str = MORNING) -> dict[str, Any]:
    body = {
        "systolic_blood_pressure": unit(systolic, "mmHg"),
        "diastolic_blood_pressure": unit(diastolic, "mmHg"),
        "effective_time_frame": moment(at),
    }
    return point("omh:blood-pressure:4.0", body, name)


def steps(value: float, start: str, end: str, name: str = "1", **header: Any) -> dict[str, Any]:
    body = {
        "activity_name": "walking",
        "base_movement_quantity": unit(value, "steps"),
        "effective_time_frame": between(start, end),
    }
    return point("ieee:physical-activity:1.0", body, name, **header)


def sleep(hours: float, start: str, end: str, name: str = "1", **body: Any) -> dict[str, Any]:
    given = {"total_sleep_time": unit(hours, "h"), "effective_time_frame": between(start, end), **body}
    return point("ieee:total-sleep-time:1.0", given, name)
