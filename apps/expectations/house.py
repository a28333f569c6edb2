"""The parts of the house that must show themselves, what they are called, and what stands still while one is silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.foundation import heartbeats
from apps.foundation.severity import Severity

KIND: Final = "house"
NOTICE: Final = "house_page"
"""Kind of the notification with which somebody is called."""
WATCH, DATABASE, VALKEY, OUTBOX, ESCALATION = "watch", "postgresql", "valkey", "outbox", "escalation"


@dataclass(frozen=True)
class Part:
    """`heartbeat`: the name under which it beats; empty: it is asked otherwise."""

    name: str
    title: Any
    stands_still: Any
    heartbeat: str = ""
    severity: Severity = Severity.EMERGENCY


PARTS: Final = {
    part.name: part
    for part in (
        Part(
            "web",
            _("Web"),
            _("Nobody reaches KAISHI: no page, no phone, no live recording."),
            heartbeats.WEB,
        ),
        Part(
            "worker",
            _("Worker"),
            _("Recordings are not analysed, and notes go out late."),
            heartbeats.WORKER,
        ),
        Part("beat", _("Beat"), _("What is done at times is not begun."), heartbeats.BEAT),
        Part("relay", _("Relay"), _("What follows from a write waits in the outbox."), heartbeats.RELAY),
        Part("follow", _("Live analysis"), _("Live recordings are not judged."), heartbeats.FOLLOW),
        Part(WATCH, _("Watch"), _("Nobody notices what does not come."), heartbeats.WATCH),
        Part(DATABASE, "PostgreSQL", _("Nothing can be read or written.")),
        Part(VALKEY, "Valkey", _("Tasks do not reach the workers, and open pages hear of nothing new.")),
        Part(OUTBOX, _("Outbox"), _("What follows from a write has waited too long.")),
        Part(ESCALATION, _("Escalation"), _("An alert was not passed on to the next person in time.")),
    )
}
ALWAYS: Final = (DATABASE, VALKEY, OUTBOX, ESCALATION)


def expected() -> list[Part]:
    """Return the parts that must show themselves here. Raises KeyError for a name in the settings that is none."""
    names = dict.fromkeys([*settings.WATCHED_PARTS, *ALWAYS])
    return [PARTS[name] for name in names]


def every(part: Part) -> timedelta:
    """Return how long after one sign the next is due."""
    return timedelta(seconds=heartbeats.EVERY_S if part.heartbeat else settings.WATCH_EVERY_S)


def grace() -> timedelta:
    """Return how long after that a part may be silent."""
    return timedelta(seconds=settings.WATCH_GRACE_S)


def next_after() -> timedelta:
    """Return how long somebody who was called has to answer before the next one is called."""
    return timedelta(seconds=settings.WATCH_NEXT_S)


def backlog() -> timedelta:
    """Return how long a message, a step or an urgent note may lie still."""
    return timedelta(seconds=settings.WATCH_BACKLOG_S)
