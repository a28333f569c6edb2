"""Refuses to serve photos with weights that are missing or damaged: when a worker starts, and when a site is checked.

Told by their checksums, without a runtime for models. Only who serves the queue `photos` is held up: pages, the API and
workers of other queues start without them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module
from typing import Any, Final

import structlog
from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

log = structlog.get_logger(__name__)
QUEUE: Final = "photos"
REMEDY: Final = (
    "Restore ml_models/food/weights/ as it was installed, or start a worker without the queue «photos»."
)


def what_is_wrong() -> str:
    """Return why the recogniser cannot be trusted; empty where every file is the one that was measured."""
    try:
        # By name, as `recognising` fetches it: nothing that serves pages imports it.
        import_module("ml_models.food.recogniser").require_weights()
    except (ImportError, RuntimeError) as error:
        return str(error)
    return ""


def refuse_to_serve(queues: Collection[str]) -> None:
    """Raise SystemExit for a worker that would look at photos with weights that are not the measured ones."""
    wrong = what_is_wrong() if QUEUE in queues else ""
    if wrong:
        log.error("worker_refused", queue=QUEUE, why=wrong)
        raise SystemExit(f"This worker looks at photos of meals, and {wrong}. {REMEDY}")


@register(deploy=True)
def weights_are_whole(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """`manage.py check --deploy` says it before anything is started."""
    wrong = what_is_wrong()
    return [Error(wrong, hint=REMEDY, id="nutrition.E001")] if wrong else []
