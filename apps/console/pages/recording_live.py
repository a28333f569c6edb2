"""What stands beside a strip that grows. It asks for itself every few seconds and changes only where something did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.models import Person
from apps.accounts.pages import person_of
from apps.console import live_words
from apps.console.pages.access import clinicians_only
from apps.console.selectors.recording_live import LiveShown, marks_live, shown_live
from apps.monitoring.selectors.wall import live_of
from apps.recordings.models import Recording
from apps.recordings.selectors import recording_visible_to
from apps.recordings.states import State

NOTHING_NEW = 204


@clinicians_only
@require_safe
@never_cache
def live(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Only this part of the page; `?seen=` is what it shows already."""
    person = person_of(request)
    recording = recording_visible_to(person, recording_id)
    found = shown(person, recording, fetus=2 if request.GET.get("fetus") == "2" else 1)
    if found is not None and found.stamp == request.GET.get("seen"):
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "console/parts/recording_live.html", {"live": found})


def shown(person: Person, recording: Recording, *, fetus: int) -> LiveShown | None:
    """How a recording in hand stands; None where it is not being made, or not frame by frame."""
    row = live_of(recording) if recording.state == State.RECEIVING else None
    if row is None:
        return None
    return shown_live(person, recording, row, fetus=fetus, at=timezone.now())


def is_live(recording: Recording) -> bool:
    """Say whether the strip of a recording in hand grows."""
    return recording.state == State.RECEIVING and live_of(recording) is not None


def marks(person: Person, recording_id: UUID, *, fetus: int) -> dict[str, Any] | None:
    """What is drawn over a trace that grows; None where it does not. Raises NotVisible."""
    recording = recording_visible_to(person, recording_id)
    row = live_of(recording) if recording.state == State.RECEIVING else None
    return None if row is None else marks_live(person, recording, row, fetus=fetus, at=timezone.now())


def around(live: LiveShown | None) -> dict[str, Any]:
    """What the page of the recording needs for it."""
    return {"live": live, "is_live": live is not None, "live_strings": live_words.strings() if live else {}}
