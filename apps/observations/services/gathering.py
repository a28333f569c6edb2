"""What the rules are asked about: readings that arrived, and beside them the newest of each measure in its window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from apps.observations.alert_rules import facts as kinds
from apps.observations.alert_rules.facts import ReadingFacts, Seen
from apps.observations.models import Observation
from apps.observations.rules.context import Mother
from apps.observations.rules.judged import AT_REST, judged_as
from apps.observations.rules.measures import is_value
from apps.observations.selectors.values import SAYS_A_VALUE
from apps.observations.sources.times import AHEAD

DAY: Final = timedelta(days=1)
LATEST: Final = timedelta(days=14)
"""How long after it was measured a reading that cannot wait still speaks."""
MOST_BESIDE: Final = 500
"""Of one measure in its window, beside what arrived: the newest ones."""


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
    Kind(
        kinds.GlucoseFacts, frozenset({"blood_glucose", "continuous_glucose"}), frozenset(), 7 * DAY, 2 * DAY
    ),
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

ALSO: Final = {"resting_heart_rate": Q(measure="heart_rate", detail__relation_to_activity=AT_REST)}
"""What is judged as a measure that it is not stored as; see `judged_as`."""
NONE: Final = Q(pk__in=())
LOOKED_AT: Final = JUDGED | {"heart_rate"}
"""Measures of which some readings are judged."""


def facts_of(
    kind: Kind,
    subject_id: int,
    arrived: Iterable[Observation],
    on_day: Callable[[date], Mother],
    at: datetime,
) -> ReadingFacts | None:
    """Return what the rules of a kind are asked; None where nothing of it has arrived that could still speak."""
    of_kind = [
        row
        for row in arrived
        if judged_as(row.measure, row.detail) in kind.acts_on
        and row.deleted_at is None
        and is_value(row.measure, row.detail)
    ]
    new = [row for row in of_kind if row.start_at >= at - kind.recent]
    late = [row for row in of_kind if at - LATEST <= row.start_at < at - kind.recent]
    if not new and not late:
        return None
    rows = {row.pk: row for row in (*_beside(kind, subject_id, at), *new)}
    in_order = sorted(rows.values(), key=_place)
    return kind.facts(
        tuple(_seen(row, on_day(row.local_day)) for row in in_order),
        frozenset(row.public_id for row in new),
        at,
        tuple(_seen(row, on_day(row.local_day)) for row in sorted(late, key=_place)),
    )


def _beside(kind: Kind, subject_id: int, at: datetime) -> Iterable[Observation]:
    """The newest of each measure by itself, so that a device that sends much crowds out nothing."""
    rows = Observation.objects.for_system("rules look at the days before").filter(
        SAYS_A_VALUE, subject_id=subject_id, deleted_at=None, start_at__range=(at - kind.window, at + AHEAD)
    )
    for measure in sorted(kind.acts_on | kind.beside):
        yield from rows.filter(Q(measure=measure) | ALSO.get(measure, NONE)).order_by("-start_at", "-pk")[
            :MOST_BESIDE
        ]


def _place(row: Observation) -> tuple[datetime, int]:
    return row.start_at, row.pk


def _seen(row: Observation, mother: Mother) -> Seen:
    return Seen(
        row.public_id,
        row.version,
        judged_as(row.measure, row.detail),
        row.start_at,
        (row.end_at - row.start_at).total_seconds() / 60,
        row.value,
        row.second_value,
        row.detail,
        mother,
        row.is_unlikely,
    )
