"""What our own processes do: web, worker, beat, relay, watch; and the short ones around them, prepare and ready."""

import http.client
import os
import socket
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib import import_module

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.loader import MigrationLoader

from kaishi.embedded.errors import CannotStart

READY_SECONDS = 60.0


def web(listening: int) -> None:
    """Serve pages, REST and sockets on the socket with the file number `listening`."""
    import uvicorn

    from kaishi import collecting
    from kaishi.asgi import application

    collecting.by_clock()
    trusted = settings.TRUSTED_PROXIES
    config = uvicorn.Config(
        application,
        access_log=False,
        log_config=None,
        lifespan="on",
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        ws_max_size=settings.MAX_SOCKET_MESSAGE_BYTES,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=listening)])


def worker(concurrency: int) -> None:
    """Run tasks of every queue, `concurrency` at a time."""
    from kaishi.celery import app

    os.environ["CELERY_SKIP_CHECKS"] = "1"  # the start has checked; here they would import every address
    running = app.Worker(
        hostname=worker_name(),
        concurrency=concurrency,
        queues=settings.QUEUES,
        loglevel="INFO",
        without_gossip=True,
        without_mingle=True,
        quiet=True,
    )
    running.start()
    raise SystemExit(running.exitcode or 0)


def worker_name() -> str:
    """The name that the worker answers to: of this data folder's start, not of the machine."""
    return f"{settings.KEY_PREFIX}@embedded"


def beat() -> None:
    """Enqueue what is periodic."""
    from kaishi.celery import app

    app.Beat(schedule=str(settings.DATA_DIR / "beat-schedule"), loglevel="INFO", quiet=True).run()


def relay() -> None:
    """Deliver what services have written into the outbox."""
    from django.core.management import call_command

    call_command("relay_outbox")


def follow() -> None:
    """Look at recordings while they are made."""
    from django.core.management import call_command

    call_command("follow_live")


def watch() -> None:
    """Look whether everything that should have come has, and call somebody where it has not."""
    from django.core.management import call_command

    call_command("watch_for_silence")


def prepare(*, is_loopback: bool) -> None:
    """Migrate and load the food table where either is to be done; refuse demo accounts where others could reach
    them."""
    from django.core.management import call_command

    from apps.nutrition.services.food_table import load_food_table
    from kaishi.checks import refuse_demo_accounts
    from kaishi.health import migration_plan

    count = len(migration_plan())
    if count:
        say(f"Migrations: {count} to apply")
        migrate()
    say("Migrations: applied" if count else "Migrations: nothing to apply")
    if load_food_table():
        say("Food table: loaded")
    if not (is_loopback and settings.DEMO_ALLOWED):
        refuse_demo_accounts()
    if settings.STATIC_ROOT:
        call_command("collectstatic", interactive=False, verbosity=0)


def demo() -> None:
    """The console's demo: three pregnancies with recordings, made once. Says who can sign in."""
    from apps.console import demo

    demo.ensure_demo()
    lines = ["Demo accounts (known to everybody; this machine only):"]
    for credential in demo.CREDENTIALS:
        role = credential.profession or credential.role
        lines.append(f"  {role:14} {credential.email}  password {credential.password}")
    say("\n  ".join(lines))


def migrate() -> None:
    """All at once or nothing: a start that is killed must not leave tables that no migration knows of.

    Django records some migrations after their transaction, so that one around all of them is needed. Only a
    migration that cannot run in a transaction (an index made beside running work) makes them run one by one.
    """
    from django.core.management import call_command
    from django.db import transaction

    from kaishi.health import migration_plan
    from kaishi.laying import lay

    lay()
    is_atomic = all(migration.atomic for migration, _ in migration_plan())
    with transaction.atomic() if is_atomic else nullcontext():
        call_command("migrate", interactive=False, verbosity=0)


def import_for_web() -> None:
    """Import once, in the parent, what each web process would import when it starts."""
    for name in ("kaishi.asgi", settings.ROOT_URLCONF, "uvicorn", "uvloop", "httptools"):
        import_module(name)


def warm() -> None:
    """Import what a start imports, so that Python keeps it compiled (the installer calls this)."""
    import_for_web()
    for name in (
        "celery.apps.worker",
        "celery.apps.beat",
        "celery.concurrency.prefork",
        "kombu.transport.redis",
    ):
        import_module(name)
    import_module("kaishi.celery").app.loader.import_default_modules()
    MigrationLoader(None)


def refuse_wrong_settings() -> None:
    """Raises CannotStart with what Django's checks find wrong."""
    errors = [str(found) for found in run_checks() if found.is_serious() and not found.is_silenced()]
    if errors:
        raise CannotStart("the settings do not hold.\n  " + "\n  ".join(errors))


def say(line: str) -> None:
    print(f"  {line}", flush=True)


def ready(address: str, port: int, since: datetime) -> None:
    """Return when web, worker and relay have answered. Each is asked; no log is read."""
    asked = {
        "Web": lambda: web_answers(address, port),
        "Worker": worker_answers,
        "Relay": lambda: relay_has_beaten(since),
    }
    until = time.monotonic() + READY_SECONDS
    for name, answers in asked.items():
        _wait_for(name, answers, until)


def _wait_for(name: str, answers: Callable[[], bool], until: float) -> None:
    while not answers():
        if time.monotonic() > until:
            raise SystemExit(
                f"{name} did not answer within {READY_SECONDS:.0f} s; see {settings.DATA_DIR / 'logs'}."
            )
        time.sleep(0.02)
    say(f"{name}: ready")


def web_answers(address: str, port: int) -> bool:
    connection = http.client.HTTPConnection(address, port, timeout=10)
    try:
        connection.request("GET", "/health/ready", headers={"Host": own_host()})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def own_host() -> str:
    """A name that the settings let in."""
    named = [host.removeprefix(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    return named[0] if named else "localhost"


def worker_answers() -> bool:
    from kaishi.celery import app

    return bool(app.control.broadcast("ping", destination=[worker_name()], reply=True, timeout=0.5, limit=1))


def relay_has_beaten(since: datetime) -> bool:
    from django.apps import apps

    heartbeat = apps.get_model("foundation", "Heartbeat")
    return bool(heartbeat.objects.filter(name="outbox_relay", seen_at__gte=since).exists())


def now() -> datetime:
    return datetime.now(UTC)


def part(name: str, arguments: list[str]) -> None:
    """Run one process by name, as `manage.py part NAME …` does. Known errors come out as a sentence."""
    try:
        _run_part(name, arguments)
    except (ImproperlyConfigured, CannotStart) as error:
        raise SystemExit(f"  {error}") from error


def _run_part(name: str, arguments: list[str]) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    match name, arguments:
        case "web", [listening]:
            web(int(listening))
        case "worker", [concurrency]:
            worker(int(concurrency))
        case "warm", []:
            warm()
        case "beat", []:
            beat()
        case "relay", []:
            relay()
        case "follow", []:
            follow()
        case "watch", []:
            watch()
        case "prepare", ["loopback" | "open" as reach]:
            prepare(is_loopback=reach == "loopback")
        case "demo", []:
            demo()
        case "ready", [address, port, since]:
            ready(address, int(port), datetime.fromisoformat(since))
        case _:
            raise SystemExit(f"There is no part {name} with these arguments: {arguments}")
