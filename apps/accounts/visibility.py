"""Who sees whom: a mother sees herself, a clinician the mothers whom a team of hers cares for now."""

from __future__ import annotations

from collections.abc import Iterable

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


def people_who_see(subject_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return for each mother who sees her now: the same rule turned round, in one query for many mothers.

    She herself is among them while her account is open. A test holds both ways of asking together.
    """
    wanted = list(subject_ids)
    seen_by: dict[int, set[int]] = {subject_id: set() for subject_id in wanted}
    mothers = Person.objects.filter(pk__in=wanted, role=Role.MOTHER, is_active=True).values_list("pk", "pk")
    carers = Care.objects.filter(
        mother_id__in=wanted,
        ended_at=None,
        team__memberships__ended_at=None,
        team__memberships__person__is_active=True,
        team__memberships__person__role=Role.CLINICIAN,
    ).values_list("mother_id", "team__memberships__person_id")
    for subject_id, person_id in mothers.union(carers):
        seen_by[subject_id].add(person_id)
    return seen_by
