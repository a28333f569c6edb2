"""People and teams for an administrator's pages. No health data: what is read here is `accounts` alone."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts import selectors
from apps.accounts.models import CareTeam, Person, Role
from apps.foundation.errors import Invalid, NotVisible

LISTED_ROLES = tuple(choice for choice in Role.choices if choice[0] != Role.MOTHER)
OPEN_CARES = Count("cares", filter=Q(cares__ended_at=None))


def people(*, q: str = "", role: str = "") -> QuerySet[Person]:
    """Accounts by name; `q` is part of a name or address. Mothers are found by their whole address only."""
    if "@" in q and (mother := selectors.people(role=Role.MOTHER, email=q)).exists():
        return mother
    found = selectors.people(role=role if role in dict(LISTED_ROLES) else "").order_by(
        "full_name", "email", "pk"
    )
    return found.filter(Q(full_name__icontains=q) | Q(email__icontains=q)) if q else found


def person(public_id: UUID) -> Person:
    """One account. Raises NotVisible."""
    found = Person.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def teams(administrator: Person) -> QuerySet[CareTeam]:
    """Teams by name, each with its members (`open_members`) and the number of mothers it cares for."""
    return selectors.care_teams_of(administrator).annotate(mother_count=OPEN_CARES)


def team(administrator: Person, public_id: UUID) -> CareTeam:
    """One team with its people of now (`open_members`, `open_cares`). Raises NotVisible."""
    found = selectors.care_team(administrator, public_id)
    if found is None:
        raise NotVisible
    return found


def clinicians_outside(team: CareTeam) -> list[tuple[str, str]]:
    """Active clinicians who do not belong to the team: id and name, for a field to choose from."""
    inside = team.memberships.filter(ended_at=None).values("person_id")
    outside = selectors.people(role=Role.CLINICIAN).filter(is_active=True).exclude(pk__in=inside)
    rows = outside.order_by("full_name", "email").values_list("public_id", "full_name", "email")
    return [(str(public_id), f"{name} · {email}" if name else email) for public_id, name, email in rows]


def mother_by_address(email: str) -> UUID:
    """The mother with exactly this address. Raises Invalid."""
    mother = selectors.people(role=Role.MOTHER, email=email.strip()).first()
    if mother is None:
        raise Invalid.field(
            "email", _("No mother has an account with this e-mail address."), code="no_such_mother"
        )
    return mother.public_id
