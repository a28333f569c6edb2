"""Readings written by hand: noted, corrected, deleted, brought back. Every version stays in the history of the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Profession, Role
from apps.accounts.preferences import zone_of
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.observations.models import Modality, Observation, Origin
from apps.observations.rules import by_hand
from apps.observations.rules.by_hand import Written
from apps.observations.rules.days import NOWHERE, counts_for
from apps.observations.services import rows as locking
from apps.observations.services.her_words import signs_in
from apps.observations.services.refusals import NewerReading, as_invalid
from apps.observations.services.telling import tell
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.creating import id_taken, once
from apps.pregnancies.services.locks import PregnancyNotGoing
from apps.pregnancies.states import PregnancyState

SOURCE: Final = "kaishi"
CLOCK_SLACK: Final = timedelta(minutes=5)
OLDEST: Final = timedelta(days=300)
LONGEST_SESSION: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Given:
    """A reading with its moment. `ended_at` None: a moment. Both aware; `zone_name` empty: where she lives.

    A moment whose zone is `NOWHERE` has no offset of its own: that of `zone_name` counts, else her day where she lives.
    """

    written: Written
    taken_at: datetime
    ended_at: datetime | None = None
    zone_name: str = ""
    public_id: UUID | None = field(default=None)


@write
def note_reading(person: Person, *, mother: Person, given: Given, at: datetime) -> tuple[Observation, bool]:
    """Note a reading of `mother`; returns it and whether it is new: the same id again changes nothing.

    Raises Forbidden, PregnancyNotGoing, IdTaken, Invalid (also where a unit is doubtful).
    """
    require_may_write(person, given.written.measure)
    pregnancy = _going(person, mother)
    locking.lock(mother.pk)
    columns = _columns(mother, given, at)
    row, is_new = once(
        person,
        Observation,
        given.public_id,
        lambda new_id: _make(person, mother, pregnancy, new_id, columns, given, at),
        twice=Conflict(_("This reading is noted already."), code="already_noted"),
        subject_id=mother.pk,
        measure=given.written.measure,
        origin=Origin.HAND,
    )
    if is_new:
        tell(mother, [row], days={row.local_day}, at=at)
    return row, is_new


def require_may_write(person: Person, measure: str) -> None:
    """Raise Forbidden where somebody may not write a measure: a mother hers, clinicians what belongs to them."""
    if measure not in may_write(person):
        raise Forbidden(_("You may not enter this kind of reading."))


def may_write(person: Person) -> tuple[str, ...]:
    """Return the measures that somebody may write by hand."""
    if person.role == Role.MOTHER:
        return by_hand.HERS
    if person.role != Role.CLINICIAN:
        return ()
    scans = person.profession in (Profession.OBSTETRICIAN, Profession.MIDWIFE)
    return (*by_hand.OF_CLINICIANS, *(by_hand.OF_SCANS if scans else ()))


def _going(person: Person, mother: Person) -> Pregnancy:
    """Her pregnancy, locked against its own end until the reading is stored."""
    rows = Pregnancy.objects.visible_to(person).filter(subject=mother, state=PregnancyState.GOING)
    pregnancy: Pregnancy | None = rows.select_for_update(of=("self",), no_key=True).first()
    if pregnancy is None:
        raise PregnancyNotGoing(_("This pregnancy is not going on any more."))
    return pregnancy


def _columns(mother: Person, given: Given, at: datetime) -> dict[str, Any]:
    """Return what a reading says as columns. Raises Invalid."""
    start, end = given.taken_at, given.ended_at or given.taken_at
    _check_moments(start, end, at)
    with as_invalid():
        taken = by_hand.take(given.written, last=_last_value(mother, given.written.measure))
    zone = zone_of(given.zone_name or mother.time_zone)
    named = zone if given.zone_name else None
    offset, end_offset = _minutes(start, named), _minutes(end, named)
    measure = given.written.measure
    signs = signs_in(given.written.note, mother.language) if measure == "symptoms" else {}
    return {
        "start_at": start.astimezone(UTC),
        "end_at": end.astimezone(UTC),
        "utc_offset_minutes": offset,
        "end_offset_minutes": end_offset,
        "zone_name": zone.key,
        "local_day": counts_for(measure, start, end, offset, end_offset, zone),
        "value": taken.value,
        "second_value": taken.second_value,
        "unit": taken.unit,
        "detail": taken.detail | signs,
        "is_unlikely": taken.is_unlikely,
    }


def _minutes(moment: datetime, named: tzinfo | None) -> int | None:
    """Minutes east of UTC: of the moment itself, else of the zone that was named; None: of neither."""
    if moment.tzinfo is NOWHERE:
        if named is None:
            return None
        moment = moment.astimezone(named)
    offset = moment.utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 60)


def _check_moments(start: datetime, end: datetime, at: datetime) -> None:
    if start > at + CLOCK_SLACK or end > at + CLOCK_SLACK:
        name = "taken_at" if start > at + CLOCK_SLACK else "ended_at"
        raise Invalid.field(
            name, _("This lies in the future. Please check the clock of the device."), code="in_the_future"
        )
    if start < at - OLDEST:
        raise Invalid.field(
            "taken_at", _("This lies before any pregnancy that is going on now."), code="too_old"
        )
    if not start <= end <= start + LONGEST_SESSION:
        raise Invalid.field(
            "ended_at", _("The end must lie within a day after the start."), code="ends_early"
        )


def _last_value(mother: Person, measure: str) -> float | None:
    rows = Observation.objects.for_system("is the unit of a new value likely").filter(
        subject=mother, measure=measure, deleted_at=None
    )
    value: float | None = rows.order_by("-start_at").values_list("value", flat=True).first()
    return value


def _make(
    person: Person,
    mother: Person,
    pregnancy: Pregnancy,
    new_id: UUID,
    columns: dict[str, Any],
    given: Given,
    at: datetime,
) -> Observation:
    return Observation.objects.create(
        subject=mother,
        public_id=new_id,
        pregnancy=pregnancy,
        measure=given.written.measure,
        source_app=SOURCE,
        external_id=str(new_id),
        origin=Origin.HAND,
        modality=Modality.SELF_REPORTED if person.pk == mother.pk else "",
        recorded_at=at,
        changed_at=at,
        recorded_by=person,
        **columns,
    )


@write
def correct_reading(
    person: Person, *, reading_id: UUID, seen_version: int, given: Given, at: datetime
) -> Observation:
    """Write a further version of a reading, whole; the one before stays in its history.

    Raises NotVisible, Forbidden, NewerReading, Invalid, Conflict (it was deleted).
    """
    row = _own(person, reading_id)
    _require_seen(row, seen_version)
    if row.deleted_at is not None:
        raise Conflict(_("This reading was deleted."), code="deleted")
    if given.written.measure != row.measure:
        raise Invalid.field("measure", _("A correction stays with the same measure."), code="other_measure")
    days = {row.local_day}
    for name, value in _columns(row.subject, given, at).items():
        setattr(row, name, value)
    _changed(row, at)
    tell(row.subject, [row], days=days | {row.local_day}, at=at)
    return row


@write
def delete_reading(person: Person, *, reading_id: UUID, at: datetime) -> Observation:
    """Delete a reading; the mark stays, and `restore_reading` takes it back. Raises NotVisible, Forbidden."""
    row = _own(person, reading_id)
    if row.deleted_at is None:
        row.deleted_at = at
        _changed(row, at)
        tell(row.subject, [row], days={row.local_day}, at=at)
    return row


@write
def restore_reading(person: Person, *, reading_id: UUID, at: datetime) -> Observation:
    """Take a deletion back. Raises NotVisible, Forbidden."""
    row = _own(person, reading_id)
    if row.deleted_at is not None:
        row.deleted_at = None
        _changed(row, at)
        tell(row.subject, [row], days={row.local_day}, at=at)
    return row


def _changed(row: Observation, at: datetime) -> None:
    row.version += 1
    row.changed_at = at
    row.save()


def _require_seen(row: Observation, seen_version: int) -> None:
    if row.version != seen_version:
        raise NewerReading(
            _("This reading was corrected meanwhile. Look at it again."), current_version=row.version
        )


def _own(person: Person, reading_id: UUID) -> Observation:
    """A reading written by hand that `person` may change, locked. Hers if she wrote it, the team's if the team did."""
    rows = Observation.objects.visible_to(person).filter(public_id=reading_id, origin=Origin.HAND)
    row: Observation | None = (
        rows.select_related("subject", "recorded_by").select_for_update(of=("self",)).first()
    )
    if row is None:
        raise NotVisible
    locking.lock(row.subject_id)
    is_hers = row.recorded_by_id == row.subject_id
    if is_hers != (person.pk == row.subject_id):
        raise Forbidden(
            _("Your care team noted this. Please ask them to change it.")
            if person.role == Role.MOTHER
            else _("She wrote this herself. Please ask her to change it.")
        )
    require_may_write(person, row.measure)
    return row


__all__ = [
    "Given",
    "correct_reading",
    "delete_reading",
    "id_taken",
    "may_write",
    "note_reading",
    "require_may_write",
    "restore_reading",
]
