"""The Celery application. Tasks live in each app's `tasks.py`, found by name."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_ready

from kaishi.embedded.process import bind_to_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # two cores shared by several processes: more threads only wait

app = Celery("kaishi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _end_with_the_worker(**_: Any) -> None:
    """A task process must not go on without its worker: its task would run beside its own repetition."""
    bind_to_parent(signal.SIGKILL)


@worker_ready.connect  # type: ignore[untyped-decorator]
def _show_that_it_moves(sender: Any, **_: Any) -> None:
    """Silence is a signal: whoever watches finds the worker's heartbeat in the database."""
    from kaishi.beating import worker_is_ready

    worker_is_ready(sender)
