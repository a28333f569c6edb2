"""Which of her devices a mother believes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Forbidden
from apps.foundation.transactions import write
from apps.observations.models import SourcePreference

KIND = "observation_sources"


@write
def set_preference(person: Person, *, measure: str, sources: Sequence[str], at: datetime) -> SourcePreference:
    """Set the order for one measure; an empty one leaves it to what is usual. Raises Forbidden for all but mothers."""
    if not person.is_mother:
        raise Forbidden
    row, _is_new = SourcePreference.objects.visible_to(person).update_or_create(
        subject=person, measure=measure, defaults={"sources": list(sources), "changed_at": at}
    )
    feed.changed(person.pk, KIND, row.public_id)
    return row
