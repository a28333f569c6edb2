"""The running product in a folder of its own, and people who talk in it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
FORGOTTEN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """`manage.py up` with everything that belongs to it, durable as in the product."""

    data: Path
    port: int = field(default_factory=free_port)
    process: Any = None

    def start(self, **settings: str) -> None:
        """Start it and wait until it is ready."""
        environment = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
        command = [
            sys.executable,
            "manage.py",
            "up",
            "--no-demo",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        self.process = subprocess.Popen(
            [*command, "--workers", "1"], cwd=ROOT, env={**environment, **settings}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "KAISHI is ready" in line:
                return
        raise RuntimeError("it did not start:\n" + "".join(said))

    def child(self, name: str) -> int:
        """Return the id of one of its processes: web, worker, relay, postgres, valkey."""
        for pid in _children(self.process.pid):
            if name in _command(pid):
                return pid
        raise LookupError(name)

    def kill(self, name: str) -> int:
        """End one of its processes at once, as a crash would; returns the id it had."""
        pid = self.child(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


@contextmanager
def running(**settings: str) -> Iterator[Site]:
    """Run a block beside a site, with Django set up on its servers."""
    folder = Path(tempfile.mkdtemp(prefix="kc-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    site = Site(folder)
    try:
        site.start(**settings)
        os.environ |= {"KAISHI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "kaishi.settings.development"}
        os.environ["KAISHI_LOG_LEVEL"] = "ERROR"
        import django

        django.setup()
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Talker:
    """Somebody with a session and a consultation."""

    pk: int
    public_id: UUID
    session: str
    thread: UUID
    person: Any

    def ticket(self) -> str:
        """Return a ticket for one connection."""
        from django.utils import timezone

        from apps.foundation.sockets import tickets

        return tickets.issue(self.person, session_key=self.session, at=timezone.now()).ticket


def pairs(count: int, name: str) -> list[tuple[Talker, Talker]]:
    """Make mothers and clinicians, each pair with a team and a consultation of its own."""
    from uuid import uuid4

    from django.db import connection
    from django.utils import timezone

    from apps.accounts.models import Care, CareTeam, Person, Role, TeamMembership
    from apps.consultations.models import Thread
    from apps.consultations.states import State
    from apps.pregnancies.models import Pregnancy

    now = timezone.now()
    people = [
        Person(email=f"{name}-{role}-{n}@bench.example", full_name=f"{role} {n}", password="!bench", **extra)
        for n in range(count)
        for role, extra in (
            ("mother", {"role": Role.MOTHER}),
            ("midwife", {"role": Role.CLINICIAN, "profession": "midwife"}),
        )
    ]
    people = Person.objects.bulk_create(people)
    mothers, midwives = people[::2], people[1::2]
    teams = CareTeam.objects.bulk_create(CareTeam(name=f"{name} {n}") for n in range(count))
    TeamMembership.objects.bulk_create(
        TeamMembership(team=team, person=person, started_at=now)
        for team, person in zip(teams, midwives, strict=True)
    )
    Care.objects.bulk_create(
        Care(team=team, mother=person, started_at=now) for team, person in zip(teams, mothers, strict=True)
    )
    pregnancies = Pregnancy.objects.for_system("bench").bulk_create(Pregnancy(subject=m) for m in mothers)
    threads = Thread.objects.for_system("bench").bulk_create(
        Thread(
            subject=mother, pregnancy=pregnancy, team=team, client_id=uuid4(), topic="Bench", opened_by=mother,
            opened_at=now, state=State.OPEN,
        )
        for mother, pregnancy, team in zip(mothers, pregnancies, teams, strict=True)
    )  # fmt: skip
    sessions = _sessions(people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a site that has run for more than a minute has its statistics
    talkers = [
        Talker(person.pk, person.public_id, session, threads[n // 2].public_id, person)
        for n, (person, session) in enumerate(zip(people, sessions, strict=True))
    ]
    return list(zip(talkers[::2], talkers[1::2], strict=True))


def _sessions(people: list[Any]) -> list[str]:
    import secrets
    from datetime import timedelta

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    rows = [
        Session(
            session_key=secrets.token_hex(16),
            expire_date=until,
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                }
            ),
        )
        for person in people
    ]
    Session.objects.bulk_create(rows)
    return [str(row.session_key) for row in rows]


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    """Return the memory of its own that a process holds now."""
    fields = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        if ":" in line
    )
    return sum(int(fields[name].split()[0]) for name in ("Private_Dirty", "Private_Clean")) * 1024


def wait_until(holds: Any, seconds: float, what: str) -> None:
    """Wait for something. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.05)
