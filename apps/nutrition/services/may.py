"""Who may do what with a diary. Which mother's it is, is a matter of visibility."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Profession, Role
from apps.foundation.errors import Forbidden


def require_herself(person: Person, mother_id: int) -> None:
    """Raise Forbidden for anybody but the mother (by internal id): what she ate is hers to tell."""
    if person.pk != mother_id:
        raise Forbidden(_("Only the mother herself writes in her diary."))


def writes_diet_notes(person: Person) -> bool:
    """Dietitians write about meals; doctors and midwives write their own notes elsewhere."""
    return person.role == Role.CLINICIAN and person.profession == Profession.DIETITIAN


def require_dietitian(person: Person) -> None:
    """Raise Forbidden for whoever writes no diet notes."""
    if not writes_diet_notes(person):
        raise Forbidden(_("Only a dietitian writes here."))


def sets_targets(person: Person) -> bool:
    """Dietitians and obstetricians set what a mother's meals should bring."""
    professions = (Profession.DIETITIAN, Profession.OBSTETRICIAN)
    return person.role == Role.CLINICIAN and person.profession in professions


def require_target_setter(person: Person) -> None:
    """Raise Forbidden for whoever sets no targets."""
    if not sets_targets(person):
        raise Forbidden(_("Only a dietitian or an obstetrician sets targets for meals."))


def keeps_dishes(person: Person) -> bool:
    """Dietitians and administrators say what is recognised beside the vocabulary."""
    return person.is_active and (person.is_administrator or person.profession == Profession.DIETITIAN)


def require_dish_keeper(person: Person) -> None:
    """Raise Forbidden for anybody but dietitians and administrators."""
    if not keeps_dishes(person):
        raise Forbidden(_("Only dietitians and administrators add dishes."))
