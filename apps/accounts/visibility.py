"""Who sees whom: a mother sees herself, a clinician the mothers whom a team of hers cares for now."""

from __future__ import annotations

from django.db.models import Q

from apps.accounts.models import Care, Person, Role
from apps.foundation import visibility


def mothers_in_care_of(clinician: Person) -> Q:
    """Return the condition on `subject_id` for the mothers whom this clinician's teams care for now."""
    cares = Care.objects.filter(
        ended_at=None, team__memberships__person=clinician, team__memberships__ended_at=None
    ).values("mother_id")
    return Q(subject_id__in=cares)


@visibility.register_rule
def subjects_of(person: Person) -> Q:
    """Return the condition on `subject_id` for one person; partners and administrators see no mother."""
    if not person.is_active:
        return Q(pk__in=[])
    if person.role == Role.MOTHER:
        return Q(subject_id=person.pk)
    if person.role == Role.CLINICIAN:
        return mothers_in_care_of(person)
    return Q(pk__in=[])
