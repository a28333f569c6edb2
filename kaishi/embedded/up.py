"""`manage.py up`: one command that starts everything, keeps it running, and leaves nothing behind.

It runs before Django reads its settings, because the settings need the addresses and secrets made here.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

from kaishi.embedded import postgres, valkey
from kaishi.embedded.children import Child, Starter
from kaishi.embedded.errors import CannotStart
from kaishi.embedded.layout import CHECKOUT, Layout, private_folder
from kaishi.embedded.lock import FolderLock
from kaishi.embedded.options import Options, parse
from kaishi.embedded.supervisor import Supervisor

LOG_BYTES = 20_000_000
SHORT_PREPARATION_S = 0.4


def main(arguments: list[str]) -> int:
    """Start, run until a stop signal, stop. Returns the exit code: 0 after a stop, 1 with a sentence."""
    began = time.monotonic()
    options = parse(arguments)
    try:
        start = Start.of(options)
    except CannotStart as error:
        return _refuse(error)
    try:
        start.everything()
        _welcome(options, time.monotonic() - began)
        start.supervisor.run()
        say("Stopping …")
    except KeyboardInterrupt:
        say("Stopped while starting.")
    except CannotStart as error:
        return _refuse(error)
    finally:
        start.supervisor.stop()
    say("Stopped. The data is kept.")
    return 0


def say(line: str) -> None:
    print(f"  {line}", flush=True)


def _refuse(error: CannotStart) -> int:
    print(f"KAISHI does not start: {error}", file=sys.stderr, flush=True)
    return 1


@dataclass
class Start:
    options: Options
    layout: Layout
    lock: FolderLock
    listening: socket.socket
    supervisor: Supervisor
    starter: Starter

    @classmethod
    def of(cls, options: Options) -> "Start":
        """Claim the data folder and the port before anything is started. Raises CannotStart."""
        _prepare_environment(options)
        layout = Layout.from_environment()
        layout.make()
        lock = FolderLock.take(layout.data)
        listening = listen(options.host, options.port)
        private_folder(layout.logs)
        shorten_logs(layout.logs)
        if not is_production() or embedded_is_allowed():
            os.environ.setdefault("KAISHI_SECRET_KEY", layout.make().secret_key)
        keep_open = (listening.fileno(), lock.family)
        starter = Starter(layout.logs, keep_open, in_child=lock.leave_to_parent)
        return cls(options, layout, lock, listening, Supervisor(say), starter)

    def everything(self) -> None:
        """The servers come up while this process imports Django; children are forked from what it has."""
        print(f"KAISHI starts; its data is in {self.layout.data}", flush=True)
        finish_servers = self._begin_servers()
        self._import_django()
        finish_servers()
        with self._new_files_synced():
            self._processes(since=self._prepare())

    def _begin_servers(self) -> Callable[[], None]:
        """Start the servers whose addresses are not given; returns what waits for them."""
        layout, files = self.layout, (self.lock.family,)
        waits: list[tuple[str, Callable[[], None]]] = []
        if not os.environ.get("DATABASE_URL"):
            database = postgres.begin(layout, keep_open=files)
            self.supervisor.add(
                "PostgreSQL", lambda: postgres.start(layout, keep_open=files), lambda: database
            )
            os.environ["DATABASE_URL"] = layout.database_url()
            waits.append(("PostgreSQL", lambda: postgres.finish(layout, database)))
        if not os.environ.get("REDIS_URL"):
            store = valkey.begin(layout, keep_open=files)
            self.supervisor.add("Valkey", lambda: valkey.start(layout, keep_open=files), lambda: store)
            os.environ["REDIS_URL"] = layout.redis_url()
            waits.append(("Valkey", lambda: valkey.finish(layout, store)))

        def wait_for_all() -> None:
            for name, wait in waits:
                wait()
                say(f"{name}: ready")

        return wait_for_all

    def _import_django(self) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")
        import django
        from django.core.exceptions import ImproperlyConfigured

        try:
            django.setup()
        except ImproperlyConfigured as error:
            raise CannotStart(str(error)) from error

    @contextmanager
    def _new_files_synced(self) -> Iterator[None]:
        """Beside everything else, and done before anybody may rely on it."""
        if os.environ.get("DATABASE_URL") == self.layout.database_url() and postgres.needs_sync(self.layout):
            with self._running(self.starter.start_here("sync", lambda: postgres.sync(self.layout))):
                yield
        else:
            yield

    def _prepare(self) -> datetime:
        """A child looks at the database (we keep no connection). Returns when its work was done.

        Where it is long, with migrations to apply, we import meanwhile what the web process needs; where it
        is short, the other children start first and import beside us.
        """
        reach = "loopback" if self.options.is_loopback else "open"
        with self._short("prepare", reach) as child:
            if not child.ends_within(SHORT_PREPARATION_S):
                self._import_for_web()
        return processes().now()

    def _wants_demo(self) -> bool:
        from django.conf import settings

        return self.options.demo and self.options.is_loopback and settings.DEMO_ALLOWED

    def _processes(self, since: datetime) -> None:
        self.supervisor.add("Worker", lambda: self._part("worker", str(self.options.workers)))
        self.supervisor.add("Relay", lambda: self._part("relay"))
        self.supervisor.add("Beat", lambda: self._part("beat"))
        self.supervisor.add("Follower", lambda: self._part("follow"))
        self.supervisor.add("Watch", lambda: self._part("watch"))
        self._import_for_web()
        self.supervisor.add("Web", lambda: self._part("web", str(self.listening.fileno())))
        address = self.options.host, str(self.options.port)
        with self._demo(), self._short("ready", *address, since.isoformat()):
            pass

    def _demo(self) -> AbstractContextManager[Child | None]:
        """Made beside the start of the others; the list of its accounts comes last, after all are ready."""
        return self._short("demo") if self._wants_demo() else nullcontext()

    def _import_for_web(self) -> None:
        if self.starter.forks:
            processes().import_for_web()
        processes().refuse_wrong_settings()

    def _part(self, name: str, *arguments: str, quiet: bool = True) -> Child:
        run = processes().part
        return self.starter.start(name, lambda: run(name, list(arguments)), arguments=arguments, quiet=quiet)

    @contextmanager
    def _short(self, name: str, *arguments: str) -> Iterator[Child]:
        """A process that comes to an end; what it prints is for the person at the terminal."""
        with self._running(self._part(name, *arguments, quiet=False)) as child:
            yield child

    @contextmanager
    def _running(self, child: Child) -> Iterator[Child]:
        """Wait for the end of `child` at the end of the block. Raises CannotStart when it failed."""
        try:
            yield child
            while not child.ends_within(0.05):
                self.supervisor.check()
        finally:
            child.stop()
        if child.returncode != 0:
            raise CannotStart(f"the step «{child.name}» failed; what it said stands above.")


def processes() -> ModuleType:
    """Our processes, which need Django: to be imported once it is set up."""
    return import_module("kaishi.processes")


def _prepare_environment(options: Options) -> None:
    if options.data is not None:
        os.environ["KAISHI_DATA"] = str(options.data)
    os.environ["KAISHI_SUPERVISED"] = "1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # a process with threads must not fork
        os.environ.setdefault(name, "1")
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _refuse_embedded_servers_in_production()


def is_production() -> bool:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")


def embedded_is_allowed() -> bool:
    return os.environ.get("KAISHI_ALLOW_EMBEDDED", "").strip().lower() in {"1", "yes", "true", "on"}


def _refuse_embedded_servers_in_production() -> None:
    if is_production() and not embedded_is_allowed():
        raise CannotStart(
            "production settings need DATABASE_URL and REDIS_URL. To run the embedded servers in production "
            "all the same (one machine, your own backups), set KAISHI_ALLOW_EMBEDDED=yes."
        )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; it stays with us while web processes come and go. Raises CannotStart."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise CannotStart(_why_not_listening(host, port, error)) from error
    listening.listen(1024)
    listening.set_inheritable(True)
    return listening


def _why_not_listening(host: str, port: int, error: OSError) -> str:
    import errno

    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is in use by another program. Stop that one, or choose another: --port N."
        )
    return f"it cannot listen on {host}, port {port}: {error.strerror or error}."


def shorten_logs(folder: Path) -> None:
    """A log that has grown is set aside at a start; one older copy is kept."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))


def _welcome(options: Options, seconds: float) -> None:
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"KAISHI is ready after {seconds:.1f} s: http://{host}:{options.port}/", flush=True)
    if Path.cwd() == CHECKOUT:
        print("Stop it with Ctrl-C.", flush=True)
