"""Parts of writing a note: what has to be in it, what its prescriptions are checked against, how it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from apps.consultations import flagging
from apps.consultations.models import ConsultationNote, NotePart, Prescription, Thread
from apps.consultations.models.notes import MOST_PRESCRIPTIONS
from apps.consultations.rules.allergies import Flag, asks_for_a_reason
from apps.consultations.written import TEXTS, Prescribed, Written
from apps.foundation.errors import FieldError, Invalid
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy

Flags = Sequence[tuple[Flag, ...]]


def write_down(note: ConsultationNote, written: Written, *, at: datetime) -> None:
    """Put what was written into a row that is not signed yet. Raises Invalid."""
    _require_known_parts(written.release)
    _require_few(written.prescriptions)
    for name in TEXTS:
        setattr(note, name, getattr(written, name).strip())
    note.follow_up_on = written.follow_up_on
    note.released = [part.value for part in NotePart if part in written.release]
    note.changed_at = at


def replace_prescriptions(
    note: ConsultationNote, prescriptions: Sequence[Prescribed], flags: Flags | None = None
) -> None:
    """Store the lines of a note that is not signed yet, in their order; those before go."""
    Prescription.objects.for_system("lines of her own draft").filter(note=note).delete()
    said = flags or [() for _line in prescriptions]
    Prescription.objects.bulk_create(
        Prescription(
            subject_id=note.subject_id,
            note=note,
            position=position,
            drug=line.drug.strip(),
            dose=line.dose.strip(),
            how=line.how.strip(),
            how_long=line.how_long.strip(),
            override_reason=line.override_reason.strip(),
            flags=flagging.stored(found),
        )
        for position, (line, found) in enumerate(zip(prescriptions, said, strict=True))
    )


def require_complete(written: Written, thread: Thread, *, at: datetime) -> None:
    """Raise Invalid where something is missing that a signed note must say."""
    if not written.assessment.strip():
        raise Invalid.field("assessment", _("Write your assessment before you sign."), code="blank")
    _require_future(written, thread, at)
    empty = [part for part in written.release if not _is_said(written, part)]
    if empty:
        sentence = _("There is nothing in this part that the mother could read.")
        raise Invalid(errors=[FieldError(str(part), "nothing_to_release", sentence) for part in empty])


def flags_or_refuse(prescriptions: Sequence[Prescribed], pregnancy: Pregnancy) -> Flags:
    """Return the flags for each line. Raises Invalid where one asks for a reason and none is given.

    The refusal says which lines, never what is written on them.
    """
    found = flagging.flags_for([line.drug for line in prescriptions], pregnancy)
    missing = [
        FieldError(
            f"prescriptions[{place}].override_reason",
            "override_needed",
            _("Read the warning, and say why you prescribe this all the same."),
        )
        for place, (line, flags) in enumerate(zip(prescriptions, found, strict=True))
        if asks_for_a_reason(flags) and not line.override_reason.strip()
    ]
    if missing:
        raise Invalid(_("A prescription needs a reason before you sign."), errors=missing)
    return found


def _is_said(written: Written, part: str) -> bool:
    if part == NotePart.FOLLOW_UP:
        return written.follow_up_on is not None
    if part == NotePart.PRESCRIPTIONS:
        return bool(written.prescriptions)
    return bool(getattr(written, part).strip())


def _require_future(written: Written, thread: Thread, at: datetime) -> None:
    today = local_day(thread.subject, at)
    if written.follow_up_on is not None and written.follow_up_on <= today:
        raise Invalid.field(
            "follow_up_on", _("Give a day in the future."), code="not_in_future", limit=str(today)
        )


def _require_known_parts(release: Sequence[str]) -> None:
    if not set(release) <= set(NotePart.values):
        raise Invalid.field(
            "release", _("There is no such part."), code="invalid_choice", limit=NotePart.values
        )


def _require_few(prescriptions: Sequence[Prescribed]) -> None:
    if len(prescriptions) > MOST_PRESCRIPTIONS:
        raise Invalid.field(
            "prescriptions", _("Too many at once."), code="max_length", limit=MOST_PRESCRIPTIONS
        )
    for place, line in enumerate(prescriptions):
        if not line.drug.strip():
            raise Invalid.field(f"prescriptions[{place}].drug", _("Name the medicine."), code="blank")
