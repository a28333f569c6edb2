"""Readings that arrived are put to the rules of alerts; what was corrected or deleted is withdrawn from them.

Called after the readings are committed, by the event; twice is harmless, since the same source never counts twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from apps.accounts.models import Person
from apps.alerts.services import evaluate, withdraw_evidence
from apps.foundation.transactions import write
from apps.observations.alert_rules import facts as kinds
from apps.observations.alert_rules.facts import SOURCE, ReadingFacts, Seen, source_id
from apps.observations.models import Observation
from apps.observations.rules.context import Mother
from apps.observations.selectors.context import mother_on
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState

DAY: Final = timedelta(days=1)
AHEAD: Final = timedelta(minutes=5)
MOST_EVIDENCE: Final = 500
"""Of one kind in its window: the newest ones. What sends more than that is no person with a meter."""


@dataclass(frozen=True)
class Kind:
    """What one class of facts looks at. `acts_on`: whose arrival asks the rules; `recent`: how old it may be."""

    facts: type[ReadingFacts]
    acts_on: frozenset[str]
    beside: frozenset[str]
    window: timedelta
    recent: timedelta


KINDS: Final = (
    Kind(kinds.PressureFacts, frozenset({"blood_pressure"}), frozenset(), 7 * DAY, 2 * DAY),
    Kind(kinds.GlucoseFacts, frozenset({"blood_glucose"}), frozenset(), 7 * DAY, 2 * DAY),
    Kind(kinds.MovementFacts, frozenset({"fetal_movement_session"}), frozenset(), 2 * DAY, 2 * DAY),
    Kind(kinds.SymptomFacts, frozenset({"symptoms"}), frozenset(), 2 * DAY, 2 * DAY),
    Kind(
        kinds.VitalFacts,
        frozenset({"body_temperature", "oxygen_saturation", "resting_heart_rate", "respiratory_rate"}),
        frozenset(),
        2 * DAY,
        2 * DAY,
    ),
    Kind(kinds.WeightFacts, frozenset({"body_weight", "blood_pressure"}), frozenset(), 8 * DAY, 2 * DAY),
    Kind(
        kinds.LaboratoryFacts,
        frozenset({"haemoglobin", "ferritin", "urine_protein"}),
        frozenset({"blood_pressure"}),
        30 * DAY,
        30 * DAY,
    ),
    Kind(kinds.GrowthFacts, frozenset({"fetal_biometry"}), frozenset(), 30 * DAY, 30 * DAY),
)
JUDGED: Final = frozenset().union(*(kind.acts_on for kind in KINDS))


@write
def judge_arrived(
    actor: Person | None, *, mother_id: UUID, reading_ids: Sequence[UUID], at: datetime
) -> None:
    """Put readings that arrived to the rules, and withdraw from alerts what no longer says what it said."""
    rows = Observation.objects.for_system("rules look at what arrived")
    arrived = list(rows.filter(public_id__in=reading_ids, measure__in=JUDGED, subject__public_id=mother_id))
    if not arrived:
        return
    subject_id = arrived[0].subject_id
    pregnancy = _pregnancy(subject_id)
    on_day = mother_on(pregnancy)
    for kind in KINDS:
        given = _facts(kind, subject_id, arrived, on_day, at)
        if given is not None:
            evaluate(None, subject_id=subject_id, pregnancy=pregnancy, facts=given, at=at)
    _withdraw(subject_id, [row for row in arrived if row.version > 1 or row.deleted_at is not None])


def _pregnancy(subject_id: int) -> Pregnancy | None:
    rows = Pregnancy.objects.for_system("what a reading is about").filter(subject_id=subject_id)
    going = rows.filter(state=PregnancyState.GOING).select_related("subject")
    found: Pregnancy | None = going.prefetch_related("fetuses", "datings", "outcomes").first()
    return found


def _facts(
    kind: Kind,
    subject_id: int,
    arrived: Iterable[Observation],
    on_day: Callable[[date], Mother],
    at: datetime,
) -> ReadingFacts | None:
    """Return what the rules of a kind are asked; None where nothing of it has arrived that is recent."""
    new = [row for row in arrived if row.measure in kind.acts_on and row.start_at >= at - kind.recent]
    if not any(row.deleted_at is None for row in new):
        return None
    rows = Observation.objects.for_system("rules look at the days before").filter(
        subject_id=subject_id,
        measure__in=kind.acts_on | kind.beside,
        deleted_at=None,
        start_at__range=(at - kind.window, at + AHEAD),
    )
    newest = sorted(rows.order_by("-start_at", "-pk")[:MOST_EVIDENCE], key=lambda row: (row.start_at, row.pk))
    seen = tuple(_seen(row, on_day(row.local_day)) for row in newest)
    return kind.facts(seen, frozenset(row.public_id for row in new), at)


def _seen(row: Observation, mother: Mother) -> Seen:
    return Seen(
        row.public_id,
        row.version,
        row.measure,
        row.start_at,
        (row.end_at - row.start_at).total_seconds() / 60,
        row.value,
        row.second_value,
        row.detail,
        mother,
    )


def _withdraw(subject_id: int, changed: Sequence[Observation]) -> None:
    """Withdraw every earlier version of what was corrected, and every version of what was deleted."""
    for row in changed:
        last = row.version if row.deleted_at is None else row.version + 1
        withdraw_evidence(
            None,
            subject_id=subject_id,
            source_kind=SOURCE,
            gone=[source_id(row.public_id, version) for version in range(1, last)],
            standing=_standing,
            at=row.changed_at,
        )


def _standing(sources: Collection[str]) -> set[str]:
    """Return which of these still say what they said: readings that stand in this very version."""
    ids = {source.partition(":")[0] for source in sources}
    rows = Observation.objects.for_system("what an alert still rests on").filter(
        public_id__in=ids, deleted_at=None
    )
    return set(sources) & {source_id(row.public_id, row.version) for row in rows}
