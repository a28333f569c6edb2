"""Readings of one mother are stored, changed or deleted: one lock, one statement for all of them, one event.

Everything that writes readings comes through here, inside a `@write` of its own: the lock makes batches of one mother
take turns, so that two with the same points neither meet nor deadlock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation import feed, outbox
from apps.observations.events import ObservationsArrived
from apps.observations.services import days, rows
from apps.observations.services.plausible import mark_jumps
from apps.observations.sources.batches import Outcome
from apps.observations.sources.points import Deletion, Reading, Refused

DAY_KIND = "observation_day"


@dataclass(slots=True)
class Answer:
    """What became of one point. `status`: stored, updated, unchanged, deleted, refused, or remembered: a deletion of
    what was never seen.
    """

    status: str
    reading_id: UUID | None = None
    refused: Refused | None = None


@dataclass
class Touched:
    """What a batch has changed."""

    days: set[date] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    ids: list[UUID] = field(default_factory=list)

    def add(self, row: rows.Row) -> None:
        """Note a row, where it has changed at all."""
        if row.status == "unchanged":
            return
        self.days |= row.days
        self.measures |= row.measures
        if row.measures:
            self.ids.append(row.public_id)


def store(mother: Person, outcomes: Sequence[Outcome], *, by: Person, at: datetime) -> list[Answer]:
    """Store the readings of one mother; returns what became of each outcome, in their order.

    The same source and id again updates, unless it is older than what is known; what was deleted stays deleted, unless
    its source wrote it anew afterwards. Where a batch names one reading twice, the newest counts, and the others answer
    `unchanged`.
    """
    winners = _winners(outcomes)
    if not winners:
        return [Answer("refused", refused=each) for each in outcomes if isinstance(each, Refused)]
    pregnancy_id = rows.lock(mother.pk)
    kept = _write(mother, pregnancy_id, [outcomes[index] for index in winners.values()], by, at)
    touched = Touched()
    for row in kept.values():
        touched.add(row)
    _tell(mother, touched, at)
    return [_answer(index, outcome, winners, kept) for index, outcome in enumerate(outcomes)]


def _winners(outcomes: Sequence[Outcome]) -> dict[rows.Key, int]:
    """Return the place of what counts for each source and id: the newest; of equals the first."""
    winners: dict[rows.Key, int] = {}
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, Refused):
            continue
        key = outcome.source_app, outcome.external_id
        before = winners.get(key)
        if before is None or _replaces(outcome, outcomes[before]):
            winners[key] = index
    return winners


def _replaces(new: Outcome, old: Outcome) -> bool:
    if isinstance(new, Refused) or isinstance(old, Refused) or new == old:
        return False
    new_at, old_at = new.source_changed_at, old.source_changed_at
    if isinstance(old, Deletion) and isinstance(new, Reading):
        return new_at is not None and old_at is not None and new_at > old_at
    return new_at is None or old_at is None or new_at >= old_at


def _write(
    mother: Person, pregnancy_id: int | None, winning: Sequence[Outcome], by: Person, at: datetime
) -> dict[rows.Key, rows.Row]:
    readings = [each for each in winning if isinstance(each, Reading)]
    deletions = [each for each in winning if isinstance(each, Deletion)]
    kept: dict[rows.Key, rows.Row] = {}
    if readings:
        mark_jumps(mother, pregnancy_id, readings)
        kept |= rows.keep(mother, pregnancy_id, readings, by_id=by.pk, at=at)
    if deletions:
        kept |= rows.remove(mother.pk, deletions, by_id=by.pk, at=at)
    return kept


def _tell(mother: Person, touched: Touched, at: datetime) -> None:
    if touched.days:
        for day_id in days.touch(mother.pk, touched.days, at=at):
            feed.changed(mother.pk, DAY_KIND, day_id)
    if touched.ids:
        outbox.emit(
            ObservationsArrived(
                mother=mother.public_id, measures=sorted(touched.measures), readings=touched.ids, at=at
            )
        )


def _answer(
    index: int, outcome: Outcome, winners: dict[rows.Key, int], kept: dict[rows.Key, rows.Row]
) -> Answer:
    if isinstance(outcome, Refused):
        return Answer("refused", refused=outcome)
    key = outcome.source_app, outcome.external_id
    row = kept[key]
    return Answer(row.status if winners[key] == index else "unchanged", row.public_id)
