"""Who may do what with a plan. Which mother's it is, is a matter of visibility."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Role
from apps.foundation.errors import Forbidden


def require_mother_or_clinician(person: Person) -> None:
    """Raise Forbidden for anybody but mothers and clinicians."""
    if person.role not in (Role.MOTHER, Role.CLINICIAN):
        raise Forbidden


def decides(person: Person) -> bool:
    """Say whether somebody approves and withdraws plans: obstetricians, midwives and dietitians."""
    return person.role == Role.CLINICIAN


def require_clinician(person: Person) -> None:
    """Raise Forbidden for anybody but a clinician."""
    if not decides(person):
        raise Forbidden(_("Only your care team may do this."))


def require_herself(person: Person, mother_id: int) -> None:
    """Raise Forbidden for anybody but the mother (by internal id): what she did is hers to tell."""
    if person.pk != mother_id:
        raise Forbidden(_("Only the mother herself marks her plan."))
