"""Who sees whom: a mother sees herself, a clinician the mothers whom a team of hers cares for now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from apps.accounts.models import Care, Person, Role
from apps.foundation import visibility

# Written out, since it is asked with every batch of messages: building it anew costs more than its answer.
SEEN_BY = """
SELECT id, id FROM accounts_person WHERE id = ANY(%s) AND role = %s AND is_active
UNION ALL
SELECT wanted.id, member.person_id
FROM unnest(%s::bigint[]) AS wanted (id)
JOIN accounts_care care ON care.mother_id = wanted.id AND care.ended_at IS NULL
JOIN accounts_teammembership member ON member.team_id = care.team_id AND member.ended_at IS NULL
JOIN accounts_person person ON person.id = member.person_id
WHERE person.is_active AND person.role = %s
"""
SEES = """
SELECT id, id FROM accounts_person WHERE id = ANY(%s) AND role = %s AND is_active
UNION
SELECT person.id, care.mother_id
FROM accounts_person person
JOIN accounts_teammembership member ON member.person_id = person.id AND member.ended_at IS NULL
JOIN accounts_care care ON care.team_id = member.team_id AND care.ended_at IS NULL
WHERE person.id = ANY(%s) AND person.role = %s AND person.is_active
"""


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
    with connection.cursor() as cursor:
        cursor.execute(SEEN_BY, [wanted, Role.MOTHER, wanted, Role.CLINICIAN])
        for subject_id, person_id in cursor.fetchall():
            seen_by[subject_id].add(person_id)
    return seen_by


def subjects_seen_by(person_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return for each person the mothers whom she may see now: the same rule for many people in one query."""
    wanted = list(person_ids)
    sees: dict[int, set[int]] = {person_id: set() for person_id in wanted}
    with connection.cursor() as cursor:
        cursor.execute(SEES, [wanted, Role.MOTHER, wanted, Role.CLINICIAN])
        for person_id, subject_id in cursor.fetchall():
            sees[person_id].add(subject_id)
    return sees
