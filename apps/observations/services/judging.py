"""Readings that arrived are put to the rules of alerts; what was corrected or deleted is withdrawn from them.

Called after the readings are committed, by the event; twice is harmless, since the same source never counts twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.alerts.registry import Rule
from apps.alerts.services import evaluate, withdraw_evidence
from apps.foundation import outbox
from apps.foundation.transactions import write
from apps.observations.alert_rules.facts import SOURCE, source_id
from apps.observations.events import ObservationsUnjudged
from apps.observations.models import Observation
from apps.observations.selectors.context import mother_on
from apps.observations.services.gathering import JUDGED, KINDS, facts_of
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
    arrived = list(rows.filter(public_id__in=reading_ids, measure__in=JUDGED, subject__public_id=mother_id))
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
    _withdraw(subject_id, [row for row in arrived if row.version > 1 or row.deleted_at is not None])
    return [rule.id for rule in failed]


def _pregnancy(subject_id: int) -> Pregnancy | None:
    rows = Pregnancy.objects.for_system("what a reading is about").filter(subject_id=subject_id)
    going = rows.filter(state=PregnancyState.GOING).select_related("subject")
    found: Pregnancy | None = going.prefetch_related("fetuses", "datings", "outcomes").first()
    return found


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
