"""Readings that arrived are put to the rules of alerts; what was corrected or deleted is withdrawn from them.

Called after the readings are committed, by the event; twice is harmless, since the same source never counts twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.accounts.models import Person
from apps.alerts.models import AlertEvidence
from apps.alerts.registry import Rule
from apps.alerts.services import evaluate, withdraw_evidence
from apps.foundation import outbox
from apps.foundation.transactions import write
from apps.observations.alert_rules.facts import SOURCE, source_id
from apps.observations.events import ObservationsUnjudged
from apps.observations.models import Observation
from apps.observations.selectors.context import mother_on
from apps.observations.services.gathering import ALSO, JUDGED, KINDS, facts_of
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState


class RuleFailed(RuntimeError):
    """Rules could not judge what arrived; the outbox asks them again later."""


@write
def judge_arrived(
    actor: Person | None, *, mother_id: UUID, reading_ids: Sequence[UUID], at: datetime
) -> None:
    """Put readings that arrived to the rules, and withdraw from alerts what no longer says what it said.

    What the other rules found is kept where one fails; an event asks for the readings to be judged again.
    """
    failed = _judge(mother_id, reading_ids, at)
    if failed:
        outbox.emit(ObservationsUnjudged(mother=mother_id, readings=list(reading_ids), rules=failed, at=at))


@write
def judge_again(actor: Person | None, *, mother_id: UUID, reading_ids: Sequence[UUID], at: datetime) -> None:
    """Judge what a rule failed at. Raises RuleFailed where one still fails."""
    failed = _judge(mother_id, reading_ids, at)
    if failed:
        raise RuleFailed(", ".join(failed))


def _judge(mother_id: UUID, reading_ids: Sequence[UUID], at: datetime) -> list[str]:
    """Ask every rule; return the ids of those that failed."""
    rows = Observation.objects.for_system("rules look at what arrived")
    given_rows = rows.filter(public_id__in=reading_ids, subject__public_id=mother_id)
    is_judged = Q(measure__in=JUDGED) | ALSO["resting_heart_rate"]
    is_changed = Q(version__gt=1) | Q(deleted_at__isnull=False)
    arrived = list(given_rows.filter(is_judged | is_changed))
    if not arrived:
        return []
    subject_id = arrived[0].subject_id
    pregnancy = _pregnancy(subject_id)
    on_day = mother_on(pregnancy)
    failed: list[Rule] = []
    for kind in KINDS:
        given = facts_of(kind, subject_id, arrived, on_day, at)
        if given is not None:
            evaluate(
                None,
                subject_id=subject_id,
                pregnancy=pregnancy,
                facts=given,
                at=at,
                on_failure=failed.append,
            )
    _withdraw(subject_id, _changed(subject_id, arrived))
    return [rule.id for rule in failed]


def _changed(subject_id: int, arrived: Sequence[Observation]) -> list[Observation]:
    """Return what was corrected or deleted; of measures that no rule looks at only what alerts rest on."""
    changed = [row for row in arrived if row.version > 1 or row.deleted_at is not None]
    others = [row for row in changed if row.measure not in JUDGED]
    if not others:
        return changed
    rows = AlertEvidence.objects.for_system("what alerts rest on").filter(
        subject_id=subject_id,
        source_kind=SOURCE,
        source_id__in=[name for row in others for name in _before(row)],
    )
    named = set(rows.values_list("source_id", flat=True))
    return [row for row in changed if row.measure in JUDGED or not named.isdisjoint(_before(row))]


def _before(row: Observation) -> list[str]:
    """Return how evidence names what a reading said before it was corrected or deleted."""
    last = row.version if row.deleted_at is None else row.version + 1
    return [source_id(row.public_id, version) for version in range(1, last)]


def _pregnancy(subject_id: int) -> Pregnancy | None:
    rows = Pregnancy.objects.for_system("what a reading is about").filter(subject_id=subject_id)
    going = rows.filter(state=PregnancyState.GOING).select_related("subject")
    found: Pregnancy | None = going.prefetch_related("fetuses", "datings", "outcomes").first()
    return found


def _withdraw(subject_id: int, changed: Sequence[Observation]) -> None:
    """Withdraw every earlier version of what was corrected, and every version of what was deleted.

    Of whatever measure it is by now: what was a pressure may have become steps.
    """
    for row in changed:
        withdraw_evidence(
            None,
            subject_id=subject_id,
            source_kind=SOURCE,
            gone=_before(row),
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
