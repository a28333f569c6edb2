"""The recording's row is the first lock of every write on it: chunks, completion, analysis take turns."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.recordings.models import Recording

SHOWN_WITH = ("subject", "pregnancy", "fetus", "second_fetus", "current_analysis")


def recording_of(person: Person, recording_id: UUID) -> Recording:
    """Return a recording that `person` sees, with what it is shown with, locked until commit.

    Raises NotVisible.
    """
    return _locked(_shown(_visible(person, recording_id)))


def recording_for_samples(person: Person, recording_id: UUID) -> Recording:
    """The same without anything joined: samples come often. Raises NotVisible."""
    return _locked(_visible(person, recording_id))


def recording_for_analysis(recording_id: UUID) -> Recording:
    """Return a recording for the analysis, locked until commit. Raises NotVisible where it was deleted."""
    recordings = Recording.objects.for_system("the analysis of a recording")
    return _locked(_shown(recordings.filter(public_id=recording_id, deleted_at=None)))


def _visible(person: Person, recording_id: UUID) -> QuerySet[Recording]:
    return Recording.objects.visible_to(person).filter(public_id=recording_id, deleted_at=None)


def _shown(recordings: QuerySet[Recording]) -> QuerySet[Recording]:
    return recordings.select_related(*SHOWN_WITH).defer(
        "current_analysis__result", "current_analysis__baseline"
    )


def _locked(recordings: QuerySet[Recording]) -> Recording:
    recording = recordings.select_for_update(of=("self",)).first()
    if recording is None:
        raise NotVisible
    return recording
