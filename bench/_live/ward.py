"""Mothers whose recordings come in, a team that watches them, and one web process that serves both."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from bench._chat.site import ROOT, _sessions

BEDS_A_SCREEN = 20


@dataclass(frozen=True)
class Ward:
    """`phones`: (recording, session) of each mother; `screens`: the session of each clinician."""

    phones: list[tuple[UUID, str]]
    screens: list[str]


def ward(beds: int, screens: int) -> Ward:
    """Make mothers with an open recording each, and clinicians of one team who care for all of them."""
    from django.db import connection
    from django.utils import timezone

    from apps.accounts.models import Care, CareTeam, Consent, ConsentKind, Person, Role, TeamMembership
    from apps.pregnancies.models import Pregnancy
    from apps.recordings.models import Recording

    now, name = timezone.now(), uuid4().hex[:8]
    mothers = Person.objects.bulk_create(
        Person(
            email=f"{name}-{n}@bench.example", full_name=f"mother {n}", password="!bench", role=Role.MOTHER
        )
        for n in range(beds)
    )
    midwives = Person.objects.bulk_create(
        Person(
            email=f"{name}-c{n}@bench.example", full_name=f"midwife {n}", password="!bench",
            role=Role.CLINICIAN, profession="midwife",
        )
        for n in range(screens)
    )  # fmt: skip
    team = CareTeam.objects.create(name=name)
    TeamMembership.objects.bulk_create(TeamMembership(team=team, person=p, started_at=now) for p in midwives)
    Care.objects.bulk_create(Care(team=team, mother=mother, started_at=now) for mother in mothers)
    system = "a ward for the bench"
    Consent.objects.for_system(system).bulk_create(
        Consent(subject=m, kind=ConsentKind.MONITORING, version=1, language="en", given_at=now)
        for m in mothers
    )
    pregnancies = Pregnancy.objects.for_system(system).bulk_create(Pregnancy(subject=m) for m in mothers)
    recordings = Recording.objects.for_system(system).bulk_create(
        Recording(
            subject=p.subject, pregnancy=p, client_id=uuid4(), uploaded_by=p.subject, started_at=now,
            recorded_at=now, utc_offset_minutes=0,
        )
        for p in pregnancies
    )  # fmt: skip
    sessions = _sessions([*mothers, *midwives])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    phones = [(row.public_id, session) for row, session in zip(recordings, sessions, strict=False)]
    return Ward(phones, sessions[beds:])


def stored(recordings: list[UUID]) -> int:
    """Return how many frames of these recordings are on the disk, folded or not."""
    from django.db.models import Sum

    from apps.monitoring.models import Frame
    from apps.recordings.models import Chunk

    system = "counted by the bench"
    kept = Frame.objects.for_system(system).filter(recording__public_id__in=recordings).count()
    folded = Chunk.objects.for_system(system).filter(recording__public_id__in=recordings)
    return int(kept + (folded.aggregate(count=Sum("frame_count"))["count"] or 0))


@contextmanager
def served(*command: str) -> Iterator[tuple[int, int]]:
    """Run a server that takes a listening socket's file number; gives its process and port."""
    from django.conf import settings

    own = {"OMP_NUM_THREADS": "1", "KAISHI_SECRET_KEY": settings.SECRET_KEY}
    with socket.create_server(("127.0.0.1", 0), backlog=2_048) as listening:
        listening.set_inheritable(True)
        number = str(listening.fileno())
        process = subprocess.Popen(
            [sys.executable, *(number if part == "FILE" else part for part in command)], cwd=ROOT,
            pass_fds=[listening.fileno()], env=os.environ | own,
        )  # fmt: skip
        port = int(listening.getsockname()[1])
        try:
            _wait_for(port, process)
            yield process.pid, port
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until something answers: the socket takes connections before the server does."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.create_connection(("127.0.0.1", port)) as probe:
            probe.settimeout(1)
            probe.sendall(b"GET /health/live HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            try:
                if probe.recv(8):
                    return
            except OSError:
                continue
    raise RuntimeError("the server does not answer")
