"""A measure over time for a chart: 10,000 readings, thinned and whole, beside a bare query of the same rows in the same
run.

Everything runs through the product's own WSGI application in this process, with durable servers of its own. The three
take turns, so that all meet the same machine; medians and worst of `ROUNDS` after `WARM_UP`.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, Final

from bench import Report
from bench._servers import django_with_servers

READINGS: Final = 10_000
WARM_UP, ROUNDS = 5, 40
MOST_MS: Final = 150.0
FIRST: Final = datetime(2024, 1, 1, tzinfo=UTC)
APART: Final = timedelta(hours=2)
YEAR: Final = timedelta(days=365)
BARE: Final = """
SELECT start_at, value, second_value FROM observations_observation
WHERE subject_id = %s AND measure = %s AND deleted_at IS NULL AND start_at >= %s AND start_at < %s ORDER BY start_at
"""


def run() -> Report:
    """Measure and report."""
    report = Report("charts")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    report.remarks.append(
        f"{READINGS:,} readings of pressure, one every two hours: {READINGS * APART / YEAR:.1f} years."
    )
    with django_with_servers():
        mother, phone = _mother(), _Phone
        caller = phone(mother)
        kinds: dict[str, Callable[[], Any]] = {
            "series, 600 points": lambda: caller.get("observations/series", points=600),
            "series, all points": lambda: caller.get("observations/series", points=READINGS),
            "chart.png, 600 points": lambda: caller.get("observations/chart.png", points=600),
            "bare query of the rows": lambda: _bare(mother),
        }
        report.tables["ms"] = _taken(kinds)
    worst = max(row["median_ms"] for row in report.tables["ms"] if row["what"].startswith("series"))
    report.ok = worst <= MOST_MS
    report.remarks.append(f"Must: every series in at most {MOST_MS:g} ms (median). Worst: {worst:.1f} ms.")
    return report


def _taken(kinds: dict[str, Callable[[], Any]]) -> list[dict[str, Any]]:
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(WARM_UP + ROUNDS):
        for name, call in kinds.items():
            before = time.perf_counter()
            call()
            if number >= WARM_UP:
                taken[name].append((time.perf_counter() - before) * 1_000)
    return [
        {"what": name, "median_ms": round(median(found), 1), "worst_ms": round(max(found), 1)}
        for name, found in taken.items()
    ]


def _mother() -> Any:
    """A mother with a dated pregnancy, and a pressure every two hours."""
    from django.utils import timezone

    from apps.accounts.models import Person
    from apps.observations.models import Observation
    from apps.pregnancies.rules.dating import LastPeriod
    from apps.pregnancies.services.pregnancies import begin_pregnancy

    now = timezone.now()
    mother = Person.objects.create_user("bench@example.org")
    dating = LastPeriod((now - timedelta(days=200)).date())
    pregnancy, _new = begin_pregnancy(mother, at=now, dating=dating)
    rows = []
    for number in range(READINGS):
        at = FIRST + number * APART
        rows.append(
            Observation(
                subject=mother,
                pregnancy=pregnancy,
                measure="blood_pressure",
                source_app="bench",
                external_id=str(number),
                origin="omh",
                start_at=at,
                end_at=at,
                local_day=at.date(),
                value=100.0 + number % 41,
                second_value=60.0 + number % 29,
                unit="mm[Hg]",
                recorded_at=now,
                changed_at=now,
                recorded_by=mother,
            )
        )
    Observation.objects.for_system("readings of a bench").bulk_create(rows, batch_size=1_000)
    return mother


class _Phone:
    """A signed-in mother who asks for everything."""

    def __init__(self, mother: Any) -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(mother)
        self.span = {"from": FIRST.isoformat(), "to": (FIRST + READINGS * APART).isoformat()}

    def get(self, address: str, **asked: Any) -> bytes:
        answer = self.client.get(f"/api/v1/{address}", {"measure": "blood_pressure", **self.span, **asked})
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return bytes(answer.content)


def _bare(mother: Any) -> list[Any]:
    """What no chart can be faster than: the rows out of the database, and nothing else."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE, [mother.pk, "blood_pressure", FIRST, FIRST + READINGS * APART])
        return list(cursor.fetchall())
