"""Targets of carbohydrate for a mother's meals, and who set which before: read from what the database keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from apps.accounts.models import Person
from apps.foundation.models import Revision
from apps.nutrition.models import NutritionProfile
from apps.nutrition.rules.glucose import Target
from apps.nutrition.selectors.meals import profile_of

MOST_VERSIONS: Final = 20


@dataclass(frozen=True)
class TargetsVersion:
    """What was set, when and by whom. `author`: None where nobody is known to have done it."""

    targets: Mapping[str, Target]
    at: datetime
    author: Person | None


def targets_of(profile: NutritionProfile | None) -> dict[str, Target]:
    """Return the targets that count, by kind of meal; none where none are set."""
    return _targets(profile.carbohydrate_targets if profile else {})


def versions_of(person: Person, mother: Person) -> list[TargetsVersion]:
    """Return every set of targets that a mother had, the newest first; changes of anything else are left out."""
    profile = profile_of(person, mother)
    if profile is None:
        return []
    rows = Revision.objects.filter(
        table_name=NutritionProfile._meta.db_table, row_id=profile.pk, subject_id=mother.pk
    )
    changed = [row for row in rows.order_by("-pk") if _kept(row.before) != _kept(row.after)][:MOST_VERSIONS]
    people = Person.objects.in_bulk({row.actor_id for row in changed if row.actor_id is not None})
    return [
        TargetsVersion(_targets(_kept(row.after)), row.recorded_at, people.get(row.actor_id or 0))
        for row in changed
    ]


def _kept(picture: Mapping[str, Any] | None) -> dict[str, Any]:
    return dict((picture or {}).get("carbohydrate_targets") or {})


def _targets(kept: Mapping[str, Any]) -> dict[str, Target]:
    return {kind: Target(low, high) for kind, (low, high) in kept.items()}
