"""The recording's row is the first lock of every write on it: chunks, completion and analysis wait for each other."""

from __future__ import annotations

from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.recordings.models import Recording

SHOWN_WITH = ("subject", "pregnancy", "fetus", "second_fetus", "current_analysis")


def recording_of(person: Person, recording_id: UUID) -> Recording:
    """Return a recording that `person` sees, locked until commit. Raises NotVisible."""
    found = Recording.objects.visible_to(person).filter(public_id=recording_id, deleted_at=None)
    return _locked(found)


def recording_for_analysis(recording_id: UUID) -> Recording:
    """Return a recording for the analysis, locked until commit. Raises NotVisible where it was deleted."""
    found = Recording.objects.for_system("the analysis of a recording").filter(public_id=recording_id, deleted_at=None)
    return _locked(found)


def _locked(found: object) -> Recording:
    queryset = found.select_related(*SHOWN_WITH).defer(  # type: ignore[attr-defined]
        "current_analysis__result", "current_analysis__baseline"
    )
    recording: Recording | None = queryset.select_for_update(of=("self",)).first()
    if recording is None:
        raise NotVisible
    return recording
