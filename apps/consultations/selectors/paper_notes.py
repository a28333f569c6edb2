"""A signed note as it stands on a paper."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.consultations import flagging
from apps.consultations.models import ConsultationNote, NotePart, Prescription
from apps.consultations.pdf.content import Note, PrescriptionLine
from apps.consultations.pdf.drawing import moment
from apps.consultations.written import TEXTS


def on_paper(note: ConsultationNote, *, for_mother: bool, at_hers: ZoneInfo) -> Note:
    """Return a note with the parts that this reader may see, and who signed it."""
    shown = set(note.released if for_mother else NotePart.values)
    lines = note.prescriptions.all() if NotePart.PRESCRIPTIONS in shown else ()
    return Note(
        title=_title(note),
        parts=tuple(_parts(note, shown)),
        prescriptions_title=str(NotePart.PRESCRIPTIONS.label),
        prescriptions=tuple(_prescribed(line, for_mother=for_mother) for line in lines),
        follow_up=_follow_up(note) if NotePart.FOLLOW_UP in shown else "",
        signature=_signature(note, at_hers, for_mother=for_mother),
    )


def _title(note: ConsultationNote) -> str:
    words = _("%(kind)s, version %(version)s")
    if note.amends is not None:
        words = _("%(kind)s, version %(version)s, amends version %(before)s")
    before = note.amends.version if note.amends else None
    return words % {"kind": note.get_kind_display(), "version": note.version, "before": before}


def _parts(note: ConsultationNote, shown: set[str]) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        words = getattr(note, name)
        if name in shown and words:
            yield str(NotePart(name).label), words


def _prescribed(line: Prescription, *, for_mother: bool) -> PrescriptionLine:
    words = ", ".join(part for part in (line.drug, line.dose, line.how, line.how_long) if part)
    return PrescriptionLine(words, () if for_mother else tuple(_remarks(line)))


def _remarks(line: Prescription) -> Iterator[str]:
    for flag in line.flags:
        yield flagging.kept_sentence(flag, line.drug)
    if line.override_reason:
        yield _("Prescribed all the same: %(reason)s") % {"reason": line.override_reason}


def _follow_up(note: ConsultationNote) -> str:
    day = note.follow_up_on
    return "" if day is None else _("Follow-up on %(day)s") % {"day": day.isoformat()}


def _signature(note: ConsultationNote, at_hers: ZoneInfo, *, for_mother: bool) -> str:
    at = (note.signed_at or note.changed_at).astimezone(at_hers)
    signed = _("Signed by %(name)s (%(profession)s), %(at)s. Number %(id)s.") % {
        "name": note.author.get_full_name(),
        "profession": note.author.role_word,
        "at": moment(at),
        "id": note.public_id,
    }
    if for_mother:
        return signed
    released = ", ".join(str(NotePart(part).label) for part in note.released) or "–"
    return f"{signed} {_('Released to the mother: %(parts)s.') % {'parts': released}}"
