"""The beginning of a recording, and its end by the mother's own wish before it was complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.pregnancies.models import Fetus, Pregnancy
from apps.pregnancies.states import FetusState, PregnancyState
from apps.recordings import awaiting, gatekeeping, unfolded
from apps.recordings.gatekeeping import noting_refusals
from apps.recordings.models import LONGEST_S, OFFSET_MINUTES, Gap, Recording
from apps.recordings.services import locks, may, plans
from apps.recordings.states import State

CLOCK_SLACK = timedelta(minutes=5)
OLDEST = timedelta(days=300)
MOST_GAPS = 2_000


@dataclass(frozen=True)
class Device:
    """What made the recording, as far as the client knows."""

    maker: str = ""
    model: str = ""
    serial: str = ""


@dataclass(frozen=True)
class GivenGap:
    """A stretch without samples, in seconds from the start, and who lost it."""

    start_s: float
    end_s: float
    cause: str


@noting_refusals
@write
def announce(
    person: Person,
    *,
    client_id: UUID,
    pregnancy_id: UUID,
    started_at: datetime,
    at: datetime,
    fetus_id: UUID | None = None,
    second_fetus_id: UUID | None = None,
    zone_name: str = "",
    device: Device | None = None,
    gaps: Sequence[GivenGap] = (),
    scalp_rates: int = 0,
) -> tuple[Recording, bool]:
    """Make room for a recording; returns it and whether it is new. `started_at` is aware; its offset is kept.

    `scalp_rates`: bits of the rates that a scalp electrode measured, as a clinician says. Raises NotVisible,
    Forbidden (also where a mother claims one), ConsentRequired, GateClosed (she may not begin one by herself),
    Conflict (the pregnancy has ended, the client id is in use), Invalid.
    """
    pregnancy = _pregnancy(person, pregnancy_id)
    may.require_sender(person, pregnancy.subject)
    if scalp_rates:
        may.require_clinic(person, pregnancy.subject)
    known = _known(pregnancy, client_id, started_at)
    if known is not None:
        return known, False
    _require_going(pregnancy)
    _check_start(started_at, at)
    let_in = gatekeeping.require_open(person, pregnancy, started_at=started_at, at=at)
    device = device or Device()
    offset = started_at.utcoffset() or timedelta()
    recording = Recording.objects.create(
        subject=pregnancy.subject,
        pregnancy=pregnancy,
        client_id=client_id,
        uploaded_by=person,
        fetus=_fetus(pregnancy, fetus_id, "fetus"),
        second_fetus=_second_fetus(pregnancy, fetus_id, second_fetus_id),
        device_maker=device.maker,
        device_model=device.model,
        device_serial=device.serial,
        started_at=started_at.astimezone(UTC),
        utc_offset_minutes=offset // timedelta(minutes=1),
        zone_name=zone_name,
        scalp_rates=scalp_rates,
        recorded_at=at,
    )
    for made in let_in:
        made(recording)
    keep_gaps(recording, gaps)
    awaiting.began(recording, at=at)
    plans.begun(recording, at=at)
    feed.changed(recording.subject_id, "recording", recording.public_id)
    return recording, True


@write
def withdraw(person: Person, *, recording_id: UUID, at: datetime) -> None:
    """Delete a recording that is not complete: its samples go, the mark stays.

    Raises NotVisible, Forbidden, Conflict.
    """
    recording = locks.recording_of(person, recording_id)
    may.require_herself(person, recording.subject)
    if recording.state != State.RECEIVING:
        raise Conflict(
            _("A recording can be deleted until it is complete; this one belongs to your record now."),
            code="complete",
        )
    for rows in (recording.blocks, recording.chunks, recording.gaps):
        rows.all().delete()
    unfolded.forget(recording)
    awaiting.deleted(recording, at=at)
    plans.taken_back(recording, at=at)
    recording.deleted_at = at
    recording.sample_count = recording.stored_count = recording.channels = 0
    recording.save(update_fields=["deleted_at", "sample_count", "stored_count", "channels"])
    feed.changed(recording.subject_id, "recording", recording.public_id, deleted=True)


def keep_gaps(recording: Recording, gaps: Sequence[GivenGap]) -> None:
    """Keep what the client says about stretches without samples, in place of what it said before."""
    if not gaps:
        return
    _check_gaps(gaps)
    recording.gaps.all().delete()
    Gap.objects.bulk_create(
        Gap(
            subject_id=recording.subject_id,
            recording=recording,
            start_s=gap.start_s,
            end_s=gap.end_s,
            cause=gap.cause,
        )
        for gap in gaps
    )


def _check_gaps(gaps: Sequence[GivenGap]) -> None:
    before_s = 0.0
    for index, gap in enumerate(gaps):
        if not before_s <= gap.start_s < gap.end_s <= LONGEST_S:
            raise Invalid.field(
                f"gaps[{index}]",
                _("Give gaps in order of time, each ending after it begins, within 24 hours."),
                code="order",
                limit=LONGEST_S,
            )
        before_s = gap.end_s


def _pregnancy(person: Person, pregnancy_id: UUID) -> Pregnancy:
    """The pregnancy's row is locked against its own end until this recording is committed."""
    found = Pregnancy.objects.visible_to(person).filter(public_id=pregnancy_id).select_related("subject")
    pregnancy = found.select_for_update(of=("self",), no_key=True).first()
    if pregnancy is None:
        raise NotVisible.field("pregnancy", _("There is no such pregnancy."), code="not_found")
    return pregnancy


def _require_going(pregnancy: Pregnancy) -> None:
    if pregnancy.state != PregnancyState.GOING:
        raise Conflict.field(
            "pregnancy",
            _("This pregnancy is not going on any more."),
            code="pregnancy_not_going",
            limit=PregnancyState.GOING.value,
        )


def _known(pregnancy: Pregnancy, client_id: UUID, started_at: datetime) -> Recording | None:
    """Return the recording that this client id made before. Raises Conflict where it was another one."""
    found = Recording.objects.for_system("the pregnancy was seen").filter(
        subject_id=pregnancy.subject_id, client_id=client_id
    )
    recording = found.select_related(*locks.SHOWN_WITH).first()
    if recording is None:
        return None
    same = recording.pregnancy_id == pregnancy.pk and recording.started_at == started_at
    if recording.deleted_at is not None or not same:
        raise Conflict.field(
            "client_id", _("This id was used for another recording. Make a new one."), code="client_id_used"
        )
    return recording


def _check_start(started_at: datetime, at: datetime) -> None:
    offset = started_at.utcoffset() or timedelta()
    low, high = (timedelta(minutes=minutes) for minutes in OFFSET_MINUTES)
    if not low <= offset <= high or offset % timedelta(minutes=1):
        raise Invalid.field(
            "started_at",
            _("Give the offset from UTC of a place on earth, in whole minutes."),
            code="offset",
            limit="-12:00 to +14:00",
        )
    if started_at > at + CLOCK_SLACK:
        raise Invalid.field(
            "started_at",
            _("This lies in the future. Please check the clock of the device."),
            code="in_the_future",
            limit=(at + CLOCK_SLACK).isoformat(timespec="seconds"),
        )
    if started_at < at - OLDEST:
        raise Invalid.field(
            "started_at",
            _("This lies before any pregnancy that is going on now."),
            code="too_old",
            limit=(at - OLDEST).isoformat(timespec="seconds"),
        )


def _fetus(pregnancy: Pregnancy, fetus_id: UUID | None, field: str) -> Fetus | None:
    if fetus_id is None:
        return None
    fetus = (
        Fetus.objects.for_system("the pregnancy was seen")
        .filter(pregnancy=pregnancy, public_id=fetus_id)
        .first()
    )
    if fetus is None:
        raise NotVisible.field(field, _("There is no such fetus in this pregnancy."), code="not_found")
    if fetus.state != FetusState.LIVING:
        raise Conflict.field(field, _("This fetus is not living any more."), code="fetus_not_living")
    return fetus


def _second_fetus(pregnancy: Pregnancy, first_id: UUID | None, second_id: UUID | None) -> Fetus | None:
    """The fetus of the second rate; without one, the second rate is another sensor of the same fetus."""
    if second_id is not None and (first_id is None or second_id == first_id):
        raise Invalid.field(
            "second_fetus",
            _("Name the fetus of the first rate too, and another one here."),
            code="same_fetus",
        )
    return _fetus(pregnancy, second_id, "second_fetus")
