"""Who may change what. A mother tells her own story; dating and outcome belong to obstetricians and
midwives."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Profession, Role
from apps.foundation.errors import Forbidden

DATING_PROFESSIONS = (Profession.OBSTETRICIAN, Profession.MIDWIFE)


def decide_dates(person: Person) -> bool:
    """Obstetricians and midwives decide on dating and outcome; dietitians do not."""
    return person.role == Role.CLINICIAN and person.profession in DATING_PROFESSIONS


def require_dates(person: Person) -> None:
    """Raise Forbidden for anybody but an obstetrician or a midwife."""
    if not decide_dates(person):
        raise Forbidden(_("Only an obstetrician or a midwife may do this."))


def require_clinician(person: Person) -> None:
    """Raise Forbidden for anybody but a clinician."""
    if person.role != Role.CLINICIAN:
        raise Forbidden(_("Only your care team may do this."))


def require_own_or_team(person: Person) -> None:
    """Raise Forbidden for anybody but mothers and clinicians; which mother is a matter of visibility."""
    if person.role not in (Role.MOTHER, Role.CLINICIAN):
        raise Forbidden
