"""Recordings come in and are read back: what an upload costs beside a view that only reads the body, how
long a day takes to read, how many bytes an hour takes.

Everything runs through the product's own WSGI application in this process, with durable servers of its own.
Uploads and their counterpart take turns, so that both meet the same machine; medians of `ROUNDS` after
`WARM_UP`.
"""

from __future__ import annotations

import io
import os
import platform
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import numpy as np

from bench import Report
from bench._servers import django_with_servers
from ml_models import ctg

WARM_UP, ROUNDS = 10, 60
MOST_RATIO = 4.0
MOST_DAY_MS = 100.0
MOST_KB_PER_HOUR = 28.0


def run() -> Report:
    """Measure and report."""
    report = Report("ingest")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    report.remarks.append(
        f"Generated traces, seeds fixed; {ROUNDS} rounds after {WARM_UP} to warm up, taking turns."
    )
    report.remarks.append(
        "CPU is this process's (client and WSGI stack); wall time adds PostgreSQL and its disk."
    )
    with django_with_servers(urls="bench._reading_urls"):
        phone = Phone()
        for suffix in ("fhr", "csv"):
            report.tables[f"upload of 30 min as .{suffix}"] = _upload(phone, suffix)
        day = phone.store(_a_day(), "day.fhr")
        report.tables["read back 24 h"] = _read_back(phone, day)
        report.tables["bytes stored"] = _sizes()
    return report


class Phone:
    """A signed-in mother who speaks WSGI, with a session token, as the app does."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.test import Client
        from django.utils import timezone

        from apps.accounts.models import Consent, ConsentKind, Person
        from apps.pregnancies.models import Pregnancy

        self.application = get_wsgi_application()
        self.mother = Person.objects.create_user("bench@example.org")
        self.pregnancy = Pregnancy.objects.create(subject=self.mother)
        Consent.objects.create(
            subject=self.mother,
            kind=ConsentKind.MONITORING,
            version=1,
            language="en",
            given_at=timezone.now(),
        )
        client = Client()
        client.force_login(self.mother)
        self.token = client.session.session_key

    def call(self, method: str, path: str, body: bytes = b"", query: str = "") -> tuple[int, bytes]:
        """Call the application; returns status and body."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "SCRIPT_NAME": "",
            "HTTP_X_SESSION_TOKEN": self.token,
            "CONTENT_TYPE": "application/octet-stream",
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

    def announce(self) -> str:
        """Return the address of a new recording."""
        from django.utils import timezone

        from apps.recordings.services.announcing import announce

        recording, _ = announce(
            self.mother,
            client_id=uuid4(),
            pregnancy_id=self.pregnancy.public_id,
            at=timezone.now(),
            started_at=datetime.now(UTC) - timedelta(days=2),
        )
        return f"/api/v1/recordings/{recording.public_id}"

    def store(self, content: bytes, filename: str) -> str:
        """Store a file as a new recording; returns its address."""
        address = self.announce()
        self.put(address, content, filename)
        return address

    def put(self, address: str, content: bytes, filename: str) -> None:
        """Upload a file."""
        status, answer = self.call("PUT", f"{address}/file", content, f"filename={filename}")
        if status != 201:
            raise RuntimeError(f"upload answered {status}: {answer[:300]!r}")


def _upload(phone: Phone, suffix: str) -> list[dict[str, Any]]:
    content = ctg.write_bytes(ctg.generate(minutes=30, seed=1), f"x.{suffix}")
    addresses = [phone.announce() for _ in range(WARM_UP + ROUNDS)]
    costs: dict[str, list[tuple[float, float]]] = {"upload": [], "only reads": []}
    for address in addresses:
        costs["upload"].append(_cost(partial(phone.put, address, content, f"x.{suffix}")))
        costs["only reads"].append(_cost(lambda: phone.call("PUT", "/api/v1/bench/read", content)))
    rows = {name: _row(name, measured[WARM_UP:], len(content)) for name, measured in costs.items()}
    ratio = rows["upload"]["cpu_ms"] / rows["only reads"]["cpu_ms"]
    rows["upload"] |= {"times_the_peer": ratio, "asked": f"<= {MOST_RATIO}", "holds": ratio <= MOST_RATIO}
    return list(rows.values())


def _cost(call: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return (time.process_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3


def _row(name: str, measured: list[tuple[float, float]], size: int) -> dict[str, Any]:
    cpu, wall = ([pair[k] for pair in measured] for k in (0, 1))
    low, _, high = quantiles(cpu, n=4)
    return {
        "what": name,
        "bytes": size,
        "cpu_ms": median(cpu),
        "cpu_quartiles_ms": f"{low:.2f} to {high:.2f}",
        "wall_ms": median(wall),
    }


def _a_day() -> bytes:
    """A .fhr of 24 hours: four hours of generated trace, six times."""
    hours = [ctg.write_bytes(ctg.generate(minutes=60, seed=seed), "x.fhr") for seed in range(1, 5)]
    return hours[0][:4] + b"".join(hour[4:] for hour in hours) * 6


def _read_back(phone: Phone, address: str) -> list[dict[str, Any]]:
    from apps.foundation import accesses
    from apps.recordings import selectors

    recording_id = address.rsplit("/", 1)[1]

    def samples() -> None:
        with accesses.collected():
            selectors.trace_of(phone.mother, recording_id, from_s=None).encoded()  # type: ignore[arg-type]

    def one_blob() -> None:
        np.frombuffer(zlib.decompress(packed), "<u2").copy()

    packed = zlib.compress(phone.call("GET", f"{address}/trace")[1][32:])
    rows = []
    for what, call in (
        ("trace by HTTP", lambda: phone.call("GET", f"{address}/trace")),
        ("query and decode", samples),
        ("one zlib blob in memory, no query", one_blob),
    ):
        measured = [_cost(call) for _ in range(WARM_UP + ROUNDS // 2)][WARM_UP:]
        reached = median(wall for _, wall in measured)
        rows.append({"what": what, "wall_ms": reached, "cpu_ms": median(cpu for cpu, _ in measured)})
        if what != "one zlib blob in memory, no query":
            rows[-1] |= {"asked_ms": MOST_DAY_MS, "holds": reached <= MOST_DAY_MS}
    return rows


def _sizes() -> list[dict[str, Any]]:
    from django.db.models import Sum
    from django.db.models.functions import Length

    from apps.recordings import channels
    from apps.recordings.models import SampleBlock

    trace = channels.from_recording(ctg.generate(minutes=60, seed=1))
    plain = b"".join(values.tobytes() for values in trace.values())
    blocks = SampleBlock.objects.for_system("a bench measures sizes")
    stored = blocks.aggregate(bytes=Sum(Length("blob")), samples=Sum("sample_count"))
    hours = stored["samples"] / 4 / 3600
    ours = stored["bytes"] / hours / 1000
    return [
        {
            "what": "ours, a blob a minute",
            "kb_per_hour": ours,
            "asked": f"<= {MOST_KB_PER_HOUR}",
            "holds": ours <= MOST_KB_PER_HOUR,
        },
        {"what": "zlib of an hour in one piece", "kb_per_hour": len(zlib.compress(plain)) / 1000},
        {"what": "plain whole numbers", "kb_per_hour": len(plain) / 1000},
    ]
