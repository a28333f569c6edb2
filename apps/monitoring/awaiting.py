"""While a recording is made, its device is awaited to go on: frames that stop are a silence.

Nothing is written with each frame: the watch asks when the last one came (docs/explanation/silence.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apps.alerts.limits import LimitTable
from apps.expectations import kinds
from apps.expectations.kinds import Kind
from apps.expectations.models import Expectation
from apps.expectations.services import expect, meet
from apps.expectations.states import OPEN
from apps.foundation.severity import Severity
from apps.monitoring.links import page_of
from apps.monitoring.models import LiveRecording
from apps.recordings.models import Recording
from apps.recordings.states import State

NAME: Final = "live_device"
EVERY: Final = timedelta(seconds=10)
"""Frames come each second; the figures of their arrival are written every few seconds."""
TAKEN_UP_FOR: Final = timedelta(hours=1)
"""A recording of which nothing came for so long was left before anybody watched."""


def register() -> None:
    """Register the kind, and have the watch find what has begun and what has ended."""
    kinds.register(KIND)
    kinds.also_sweep("live_devices", sweep)


def sweep(at: datetime) -> int:
    """Await the devices of recordings that have begun, and no longer those of such that ended; returns how many."""
    return _begun(at) + _ended(at)


def _begun(at: datetime) -> int:
    awaited = Expectation.objects.for_system("is it awaited already").filter(
        kind=NAME, key=Cast(OuterRef("recording__public_id"), CharField())
    )
    rows = LiveRecording.objects.for_system("which devices send").filter(
        ~Exists(awaited),
        recording__state=State.RECEIVING,
        recording__deleted_at=None,
        last_received_at__gte=at - TAKEN_UP_FOR,
    )
    found = list(rows.select_related("recording__pregnancy"))
    for live in found:
        expect(
            None,
            kind=NAME,
            key=str(live.recording.public_id),
            due_at=(live.last_received_at or at) + EVERY,
            subject_id=live.subject_id,
            pregnancy=live.recording.pregnancy,
            at=at,
        )
    return len(found)


def _ended(at: datetime) -> int:
    rows = Expectation.objects.for_system("do they still record").filter(kind=NAME, state__in=OPEN)
    keys = list(rows.values_list("key", flat=True))
    going = Recording.objects.for_system("do they still record").filter(
        public_id__in=keys, state=State.RECEIVING, deleted_at=None
    )
    still = {str(one) for one in going.values_list("public_id", flat=True)}
    return sum(meet(None, kind=NAME, key=key, at=at) for key in keys if key not in still)


def last_frames(keys: Sequence[str]) -> Mapping[str, datetime]:
    """Return, by recording, when a frame of it last came."""
    rows = LiveRecording.objects.for_system("do frames still come").filter(
        recording__public_id__in=keys, last_received_at__isnull=False
    )
    found = rows.values_list("recording__public_id", "last_received_at")
    return {str(public_id): moment for public_id, moment in found if moment is not None}


def _page(key: str, person: Any) -> str:
    return str(page_of(key, person))


KIND: Final = Kind(
    name=NAME,
    title=_("Nothing arrives of a live recording"),
    needs=_("When the last frame of a recording came, and whether it was completed."),
    ends=_("Frames come again, or the recording is completed. The alert stays until a person ends it."),
    wrong_if=_("She has stopped, and her phone has no network to say so."),
    limits=LimitTable.load(Path(__file__).parent / "alert_rules" / "live_device.toml"),
    url=_page,
    severity=Severity.URGENT,
    seen=last_frames,
    every=EVERY,
)
