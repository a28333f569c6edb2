"""A clinician says that a recording was made in labour, or was not: other rules apply, so it is analysed anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict
from apps.foundation.transactions import write
from apps.recordings.analysing import is_by_method_of_today
from apps.recordings.models import Recording
from apps.recordings.services import locks, may
from apps.recordings.services.completing import make_due
from apps.recordings.states import State


@write
def say_labour(
    person: Person, *, recording_id: UUID, in_labour: bool, at: datetime
) -> tuple[Recording, bool]:
    """Keep whether a recording was made in labour; returns it and whether that is new.

    Rules of labour are never asked of a trace that the mother made at home. Raises NotVisible, Forbidden, Conflict.
    """
    recording = locks.recording_of(person, recording_id)
    may.require_reviewer(person)
    if recording.in_labour == in_labour:
        return recording, False
    if in_labour and recording.uploaded_by_id == recording.subject_id:
        raise Conflict(
            _("The mother made this recording herself. Rules of labour are not for recordings at home."),
            code="home_recording",
        )
    recording.in_labour, recording.labour_said_by, recording.labour_said_at = in_labour, person, at
    recording.save(update_fields=["in_labour", "labour_said_by", "labour_said_at"])
    if recording.state != State.RECEIVING:
        make_due(recording, at=at)
    return recording, True


@write
def analyse_again(person: Person, *, recording_id: UUID, at: datetime) -> Recording:
    """Ask for an analysis by the method of today; the older one stays. Raises NotVisible, Forbidden, Conflict."""
    recording = locks.recording_of(person, recording_id)
    may.require_reviewer(person)
    if not may_be_analysed_again(recording):
        raise Conflict(
            _("The method of today has analysed this recording, or does so now."), code="nothing_newer"
        )
    make_due(recording, at=at)
    return recording


def may_be_analysed_again(recording: Recording) -> bool:
    """Say whether another method or other weights than those of the result are here, or the last analysis failed."""
    return recording.state == State.FAILED or is_of_older_method(recording)


def is_of_older_method(recording: Recording) -> bool:
    """Say whether the result that counts is not what the method of today, with its weights, would be asked for."""
    current = recording.current_analysis
    return (
        recording.state == State.ANALYSED
        and current is not None
        and not is_by_method_of_today(current.method_version, current.weights_sha256)
    )
