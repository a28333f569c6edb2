"""Readings come in: points per second of the endpoint beside a view that only reads the same body.

Both run through the product's own WSGI application in this process, with durable servers of its own, and take turns, so
that both meet the same machine. Every batch is new: nothing is a repeat. `points/s` are of wall time, PostgreSQL and its
disk included; CPU is this process's.
"""

from __future__ import annotations

import io
import os
import platform
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

import orjson

from bench import Report
from bench._servers import django_with_servers
from bench.ingest import Phone

POINTS, WARM_UP, ROUNDS = 100, 20, 150
ASKED, AIM = 0.2, 0.4
ASKED_PER_S = 50 * POINTS


def run() -> Report:
    """Measure and report."""
    report = Report("observations")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    report.remarks.append(
        f"{ROUNDS} batches of {POINTS} points after {WARM_UP} to warm up, taking turns; medians of a batch."
    )
    with django_with_servers(urls="bench._observation_urls"):
        phone = Sender()
        for name, make in (("Open mHealth, mixed", mixed), ("heart rates of a watch", heart_rates)):
            report.tables[f"{name}: {POINTS} points"] = _compared(phone, make)
    report.ok = all(row.get("holds", True) for table in report.tables.values() for row in table)
    return report


class Sender(Phone):
    """A phone that sends JSON."""

    def send(self, path: str, body: bytes) -> tuple[int, bytes]:
        """POST a body."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "SCRIPT_NAME": "",
            "HTTP_X_SESSION_TOKEN": self.token,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "REMOTE_ADDR": "127.0.0.1",
        }
        status: list[str] = []
        parts = self.application(environ, lambda line, _headers, _info=None: status.append(line))  # type: ignore[arg-type,return-value]
        answer = b"".join(parts)
        getattr(parts, "close", lambda: None)()
        return int(status[0].split()[0]), answer


def _compared(phone: Sender, make: Any) -> list[dict[str, Any]]:
    costs: dict[str, list[tuple[float, float]]] = {"stored": [], "only read": []}
    size = 0
    for number in range(WARM_UP + ROUNDS):
        body = make(number)
        size = len(body)
        costs["stored"].append(_cost(phone, "/api/v1/observations", body))
        costs["only read"].append(_cost(phone, "/api/v1/bench/read", body))
    rows = {name: _row(name, measured[WARM_UP:], size) for name, measured in costs.items()}
    ratio = rows["stored"]["points_per_s"] / rows["only read"]["points_per_s"]
    rows["stored"] |= {"of_the_peer": ratio, "asked": ASKED, "aim": AIM, "holds": ratio >= ASKED}
    return list(rows.values())


def _cost(phone: Sender, path: str, body: bytes) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    status, answer = phone.send(path, body)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    if status != 200 or (
        path.endswith("observations") and orjson.loads(answer)["counts"]["stored"] != POINTS
    ):
        raise RuntimeError(f"{path} answered {status}: {answer[:300]!r}")
    return spent


def _row(name: str, measured: list[tuple[float, float]], size: int) -> dict[str, Any]:
    wall, cpu = (median(pair[k] for pair in measured) for k in (0, 1))
    return {
        "what": name,
        "bytes": size,
        "batch_ms": wall * 1e3,
        "cpu_ms": cpu * 1e3,
        "points_per_s": POINTS / wall,
    }


def _point(schema: tuple[str, str, str], at: str, body: dict[str, Any]) -> dict[str, Any]:
    namespace, name, version = schema
    return {
        "header": {
            "uuid": str(uuid4()),
            "schema_id": {"namespace": namespace, "name": name, "version": version},
            "source_creation_date_time": at,
            "modality": "sensed",
        },
        "body": body,
    }


def _minute(number: int) -> tuple[str, str]:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return start.isoformat(), (start + timedelta(minutes=1)).isoformat()


def _heart_rate(number: int) -> dict[str, Any]:
    at, _ = _minute(number)
    body = {
        "heart_rate": {"value": 60 + number % 50, "unit": "beats/min"},
        "effective_time_frame": {"date_time": at},
    }
    return _point(("omh", "heart-rate", "2.0"), at, body)


def _steps(number: int) -> dict[str, Any]:
    start, end = _minute(number)
    body = {
        "activity_name": "walking",
        "base_movement_quantity": {"value": number % 120, "unit": "steps"},
        "effective_time_frame": {"time_interval": {"start_date_time": start, "end_date_time": end}},
    }
    return _point(("ieee", "physical-activity", "1.0"), end, body)


def _pressure(number: int) -> dict[str, Any]:
    at, _ = _minute(number)
    body = {
        "systolic_blood_pressure": {"value": 110 + number % 20, "unit": "mmHg"},
        "diastolic_blood_pressure": {"value": 70 + number % 10, "unit": "mmHg"},
        "effective_time_frame": {"date_time": at},
    }
    return _point(("omh", "blood-pressure", "4.0"), at, body)


def _glucose(number: int) -> dict[str, Any]:
    at, _ = _minute(number)
    body = {
        "blood_glucose": {"value": 80 + number % 30, "unit": "mg/dL"},
        "temporal_relationship_to_meal": "fasting",
        "effective_time_frame": {"date_time": at},
    }
    return _point(("omh", "blood-glucose", "4.0"), at, body)


def _weight(number: int) -> dict[str, Any]:
    at, _ = _minute(number)
    body = {
        "body_weight": {"value": 68 + number % 3 / 10, "unit": "kg"},
        "effective_time_frame": {"date_time": at},
    }
    return _point(("omh", "body-weight", "3.0"), at, body)


KINDS = (
    _heart_rate,
    _heart_rate,
    _heart_rate,
    _steps,
    _steps,
    _steps,
    _pressure,
    _glucose,
    _weight,
    _heart_rate,
)


def mixed(number: int) -> bytes:
    """A batch of several measures."""
    first = number * POINTS
    return orjson.dumps(
        {"source": "watch", "points": [KINDS[n % len(KINDS)](first + n) for n in range(POINTS)]}
    )


def heart_rates(number: int) -> bytes:
    """A batch of heart rates."""
    first = number * POINTS
    return orjson.dumps({"source": "band", "points": [_heart_rate(first + n) for n in range(POINTS)]})
