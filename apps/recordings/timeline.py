"""What recordings add to a mother's timeline."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.timeline import Entry
from apps.recordings.models import Recording, Review
from apps.recordings.selectors import recordings_visible_to, reviews_visible_to


def entries(person: Person, pregnancy: Pregnancy, limit: int) -> Iterator[Entry]:
    """The newest recordings and signed reviews of a pregnancy that `person` may see."""
    recordings = recordings_visible_to(person).filter(pregnancy=pregnancy).order_by("-started_at")[:limit]
    yield from (_recorded(row) for row in recordings)
    reviews = reviews_visible_to(person).filter(recording__pregnancy=pregnancy).exclude(signed_at=None)
    yield from (_reviewed(row, pregnancy) for row in reviews.order_by("-signed_at")[:limit])


def _recorded(row: Recording) -> Entry:
    minutes = round(row.duration_s / 60)
    title = _("The heart was recorded for %(minutes)d min.") % {"minutes": minutes}
    return Entry(
        on=row.started_local.date(),
        at=row.started_at,
        kind="recording",
        title=title,
        object_id=row.public_id,
        detail=row.get_state_display(),
    )


def _reviewed(row: Review, pregnancy: Pregnancy) -> Entry:
    title = (
        _("A recording was read and signed.")
        if row.version == 1
        else _("A review of a recording was amended.")
    )
    at = row.signed_at or row.changed_at
    return Entry(
        on=local_day(pregnancy.subject, at),
        at=at,
        kind="recording.review",
        title=title,
        object_id=row.recording.public_id,
    )
