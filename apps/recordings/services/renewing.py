"""Results of an older method, or of other weights, are renewed: few at a time, and only while nothing else waits.

By itself the house renews what nobody has spoken about yet: who signed a reading, or released a text, spoke of the
result that she saw, and asks for a newer one herself (`labour.analyse_again`), or somebody does by a command.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet
from apps.pregnancies.states import PregnancyState
from apps.recordings.models import PlainVersion, Recording, Review, ReviewState
from apps.recordings.services.completing import make_due
from apps.recordings.services.locks import SHOWN_WITH
from apps.recordings.states import WAITING, State
from ml_models import ctg

WHY: Final = "results of an older method are renewed"
AT_ONCE: Final = 5


@write
def renew(
    _system: None, *, at: datetime, most: int = AT_ONCE, spoken_of: bool = False, ended: bool = False
) -> list[UUID]:
    """Make up to `most` outdated results due anew, the newest recordings first; none while an analysis is due.

    `spoken_of`: also where a reading was signed or a text released; these then count as outdated. `ended`: also of
    pregnancies that are over. The older result stays.
    """
    waiting = Recording.objects.for_system(WHY).filter(state__in=WAITING, deleted_at=None)
    if waiting.exists():
        return []
    rows = outdated(spoken_of=spoken_of, ended=ended).select_related(*SHOWN_WITH)
    rows = rows.defer("current_analysis__result", "current_analysis__baseline")
    taken = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("-started_at", "pk")[:most])
    for recording in taken:
        make_due(recording, at=at)
    return [recording.public_id for recording in taken]


def outdated(*, spoken_of: bool = False, ended: bool = False) -> SubjectQuerySet:
    """Return the recordings whose result is not of the method of today with the weights that are chosen."""
    today = Q(
        current_analysis__method_version=ctg.METHOD_VERSION,
        current_analysis__weights_sha256=ctg.weights_sha256(),
    )
    rows = Recording.objects.for_system(WHY).filter(state=State.ANALYSED, deleted_at=None).exclude(today)
    if not ended:
        rows = rows.filter(pregnancy__state=PregnancyState.GOING)
    if not spoken_of:
        of = {"recording": OuterRef("pk")}
        signed = Review.objects.for_system(WHY).filter(**of, state=ReviewState.SIGNED)
        told = PlainVersion.objects.for_system(WHY).filter(**of)
        rows = rows.exclude(Exists(signed)).exclude(Exists(told))
    return rows
