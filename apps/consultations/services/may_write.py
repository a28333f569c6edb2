"""Who may write what into the record of a consultation. Whose consultation it is, is a matter of visibility."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Profession, Role
from apps.consultations.models import NoteKind
from apps.foundation.errors import Forbidden

PRESCRIBERS = (Profession.OBSTETRICIAN, Profession.MIDWIFE)


def prescribes(person: Person) -> bool:
    """Obstetricians and midwives prescribe; dietitians do not."""
    return person.role == Role.CLINICIAN and person.profession in PRESCRIBERS


def note_kind_of(person: Person) -> NoteKind:
    """Return the kind of note that this clinician writes. Raises Forbidden for anybody else."""
    if person.role != Role.CLINICIAN:
        raise Forbidden(_("Only the care team writes notes."))
    return NoteKind.DIET if person.profession == Profession.DIETITIAN else NoteKind.CLINICAL


def require_prescriber(person: Person) -> None:
    """Raise Forbidden for whoever may not prescribe."""
    if not prescribes(person):
        raise Forbidden(_("Only an obstetrician or a midwife prescribes."))


def require_herself(person: Person, subject_id: int) -> None:
    """Raise Forbidden for anybody but the mother."""
    if person.pk != subject_id:
        raise Forbidden(_("Only the mother herself may do this."))
