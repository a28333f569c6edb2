"""What needs a person: recordings that nobody has read, worst first, then longest waiting. Read-only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, SmallIntegerField, When

from apps.accounts.models import Person
from apps.pregnancies.states import PregnancyState
from apps.recordings import reasons, triage
from apps.recordings.models import Recording, Review, ReviewState
from apps.recordings.services.may import reads_traces
from apps.recordings.states import State

MOST_ROWS = 500
READ_AGAIN = triage.Need("warning", "new_samples")
ENDED = triage.Need("notice", "pregnancy_ended")
"""Whatever was found: nobody is called to a baby who was born or has died. The record still wants a signature."""


@dataclass(frozen=True)
class Row:
    """One line of the worklist.

    `level` is a name of the design system, `sentence` says why in the reader's language.
    """

    recording_id: UUID
    mother_id: UUID
    mother_name: str
    pregnancy_id: UUID
    fetus_label: str
    second_fetus_label: str
    started_at: datetime
    duration_s: float
    waiting_since: datetime
    waiting: timedelta
    level: str
    sentence: str
    is_read_again: bool
    has_own_draft: bool


@dataclass(frozen=True)
class Worklist:
    """Rows in order, and how many of each level: counted from the rows, so that both agree."""

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    is_cut: bool
    """There are more than `MOST_ROWS`; the worst are here."""

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.rows)


def worklist(person: Person, *, at: datetime) -> Worklist:
    """What `person` should read, as of `at`. Empty for whoever does not read traces. Two queries at most."""
    if not reads_traces(person):
        return Worklist((), {}, is_cut=False)
    found = list(_unread(person)[: MOST_ROWS + 1])
    rows = tuple(_row(recording, at) for recording in found[:MOST_ROWS])
    return Worklist(rows, Counter(row.level for row in rows), is_cut=len(found) > MOST_ROWS)


def _unread(person: Person) -> QuerySet[Recording]:
    """Analysed or failed, and not signed on the analysis that counts now."""
    signed = Review.objects.for_system("whether a visible recording was read").filter(
        recording=OuterRef("pk"), state=ReviewState.SIGNED
    )
    of_current = signed.filter(
        Q(analysis=OuterRef("current_analysis")) | Q(analysis=None) & Q(recording__current_analysis=None)
    )
    drafts = Review.objects.for_system("her own draft").filter(
        recording=OuterRef("pk"), author=person, state=ReviewState.DRAFT
    )
    return (
        Recording.objects.visible_to(person)
        .filter(~Exists(of_current), deleted_at=None, state__in=[State.ANALYSED, State.FAILED])
        .annotate(
            was_read=Exists(signed),
            has_own_draft=Exists(drafts),
            need=F("current_analysis__result__need"),
            place=Case(
                When(pregnancy__state=PregnancyState.ENDED, then=ENDED.order),
                default=F("need_order"),
                output_field=SmallIntegerField(),
            ),
        )
        .select_related("subject", "pregnancy", "fetus", "second_fetus")
        .order_by("place", "completed_at", "pk")
    )


def _row(recording: Any, at: datetime) -> Row:
    level, sentence = need_of(recording.state, recording.need, was_read=recording.was_read)
    if recording.pregnancy.state == PregnancyState.ENDED:
        level, sentence = ENDED.level, reasons.sentence(ENDED.to_json())
    return Row(
        recording_id=recording.public_id,
        mother_id=recording.subject.public_id,
        mother_name=recording.subject.get_full_name(),
        pregnancy_id=recording.pregnancy.public_id,
        fetus_label=recording.fetus.label if recording.fetus else "",
        second_fetus_label=recording.second_fetus.label if recording.second_fetus else "",
        started_at=recording.started_at,
        duration_s=recording.duration_s,
        waiting_since=recording.completed_at,
        waiting=at - recording.completed_at,
        level=level,
        sentence=sentence,
        is_read_again=recording.was_read,
        has_own_draft=recording.has_own_draft,
    )


def need_of(state: str, need: Mapping[str, Any] | None, *, was_read: bool) -> tuple[str, str]:
    """Return the level and the sentence for a recording in its present state; an unknown one is never
    fine."""
    if state == State.FAILED:
        return triage.FAILED.level, reasons.sentence(triage.FAILED.to_json())
    if need is None:
        return "unknown", reasons.sentence({"code": "to_be_read", "values": {}})
    if was_read and need["level"] == "notice":
        return need["level"], reasons.sentence(READ_AGAIN.to_json())
    return need["level"], reasons.sentence(need)
