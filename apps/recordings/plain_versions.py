"""What a mother may read of a recording, and what the care team sees of it. Read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import Person, Role
from apps.foundation.errors import Conflict
from apps.recordings import plain_words, selectors
from apps.recordings.models import Analysis, PlainState, PlainVersion, Recording
from apps.recordings.services import releasing
from apps.recordings.services.may import require_care_team


@dataclass(frozen=True)
class PlainPage:
    """`current`: what the mother reads now, None: nothing. `versions`: all of them, newest first, for the team."""

    recording: Recording
    current: PlainVersion | None
    versions: tuple[PlainVersion, ...]
    state: str
    """not_released, released or withdrawn."""

    @property
    def words(self) -> str:
        """What the mother reads where there is no text, or beside one that a newer analysis has overtaken."""
        if self.current is None:
            return plain_words.withdrawn() if self.state == PlainState.WITHDRAWN else plain_words.not_yet()
        return plain_words.outdated() if self.is_outdated else ""

    @property
    def is_outdated(self) -> bool:
        """A newer analysis has come since the release."""
        return self.current is not None and self.current.analysis_id != self.recording.current_analysis_id

    @property
    def seen_version(self) -> int:
        """The newest version, 0 for none: what a release has to name."""
        return self.versions[0].version if self.versions else 0


def plain_page(person: Person, recording_id: UUID) -> PlainPage:
    """What there is to read of a recording; the mother gets the newest text only. Raises NotVisible."""
    return plain_page_of(person, selectors.recording_visible_to(person, recording_id))


def plain_page_of(person: Person, recording: Recording) -> PlainPage:
    """The same of a recording in hand."""
    rows = PlainVersion.objects.visible_to(person).filter(recording_id=recording.pk)
    versions = list(_shown(rows).order_by("-version"))
    newest = versions[0] if versions else None
    state = newest.state if newest else "not_released"
    current = newest if newest is not None and newest.state == PlainState.RELEASED else None
    kept = versions if person.role == Role.CLINICIAN else versions[:1]
    return PlainPage(recording, current, tuple(kept), state)


def proposal_for(
    person: Person, recording_id: UUID, language: str | None = None
) -> tuple[Analysis, str, str]:
    """The analysis that counts, a language (default: the mother's), and the text proposed in it.

    Raises NotVisible, Forbidden, Conflict (not analysed).
    """
    recording, analysis = selectors.analysis_of(person, recording_id)
    require_care_team(person)
    if analysis is None:
        raise Conflict(plain_words.not_yet(), code="not_ready")
    asked = language or recording.subject.language
    return analysis, asked, releasing.proposal(recording, analysis, asked)


def plain_versions_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold: the newest text of each recording, while it is released."""
    from apps.recordings.api.plain_versions import PlainVersionOut

    later = PlainVersion.objects.for_system("whether a newer version replaces a visible one").filter(
        recording=OuterRef("recording"), version__gt=OuterRef("version")
    )
    rows = PlainVersion.objects.visible_to(person).filter(~Exists(later), public_id__in=ids)
    found = _shown(rows.filter(state=PlainState.RELEASED, recording__deleted_at=None))
    return {row.public_id: PlainVersionOut(row).data for row in found}


def _shown(rows: QuerySet[PlainVersion]) -> QuerySet[PlainVersion]:
    return rows.select_related("author", "recording", "analysis").defer(
        "analysis__result", "analysis__baseline"
    )
