"""What dietitians wrote about a mother's meals, for her care team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.nutrition.models import DietNote
from apps.pregnancies.models import Pregnancy


@dataclass(frozen=True)
class Note:
    """One note. `versions`: the newest first; a note that was taken back begins with the row that says so."""

    versions: Sequence[DietNote]

    @property
    def newest(self) -> DietNote:
        """Return the version that counts."""
        return self.versions[0]

    @property
    def is_withdrawn(self) -> bool:
        """Say whether it was taken back."""
        return bool(self.newest.withdrawn_because)


def notes_of(person: Person, pregnancy: Pregnancy) -> list[Note]:
    """Return the notes of a pregnancy, the one that was touched last first."""
    rows = DietNote.objects.visible_to(person).filter(pregnancy=pregnancy)
    found: dict[UUID, list[DietNote]] = {}
    for row in rows.select_related("author").order_by("-written_at", "-version"):
        found.setdefault(row.note_id, []).append(row)
    return [Note(sorted(versions, key=lambda row: -row.version)) for versions in found.values()]


def note_of(person: Person, pregnancy: Pregnancy, note_id: UUID) -> Note:
    """Return one note. Raises NotVisible."""
    rows = DietNote.objects.visible_to(person).filter(pregnancy=pregnancy, note_id=note_id)
    versions = list(rows.select_related("author").order_by("-version"))
    if not versions:
        raise NotVisible
    return Note(versions)
