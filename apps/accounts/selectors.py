"""Every read of this app, narrowed to who asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.accounts.models import AccessLogEntry, Care, CareTeam, Consent, Person, Role, TeamMembership


def access_log_of(mother: Person) -> QuerySet[AccessLogEntry]:
    """Who looked at `mother`, newest first. Only she herself reads it."""
    own = AccessLogEntry.objects.visible_to(mother).filter(subject=mother)
    return own.select_related("reader").order_by("-id")


def consents_of(mother: Person) -> QuerySet[Consent]:
    """What `mother` has agreed to, newest first, withdrawn ones too."""
    return Consent.objects.visible_to(mother).filter(subject=mother).order_by("-id")


def care_teams_of(person: Person) -> QuerySet[CareTeam]:
    """The teams that care for a mother now, a clinician's own, for an administrator all; with members."""
    teams = CareTeam.objects.order_by("name", "id").prefetch_related(_open_members())
    if person.role == Role.ADMINISTRATOR:
        return teams
    mine: Any
    if person.role == Role.MOTHER:
        mine = Care.objects.filter(mother=person, ended_at=None).values("team_id")
    elif person.role == Role.CLINICIAN:
        mine = TeamMembership.objects.filter(person=person, ended_at=None).values("team_id")
    else:
        return teams.none()
    return teams.filter(pk__in=mine)


def care_team(person: Person, team_id: UUID) -> CareTeam | None:
    """One of `care_teams_of(person)` with those whom it cares for now; None where it is not hers."""
    cares = Care.objects.filter(ended_at=None).select_related("mother").order_by("mother__full_name", "id")
    teams = care_teams_of(person).prefetch_related(Prefetch("cares", cares, to_attr="open_cares"))
    return teams.filter(public_id=team_id).first()


def _open_members() -> Prefetch:
    members = TeamMembership.objects.filter(ended_at=None, person__is_active=True).select_related("person")
    return Prefetch(
        "memberships", members.order_by("-is_lead", "person__full_name", "id"), to_attr="open_members"
    )


def people(*, role: str = "", email: str = "") -> QuerySet[Person]:
    """People for an administrator, newest first. A mother is found by her whole address only."""
    found = Person.objects.order_by("-id")
    if email:
        found = found.filter(email__iexact=email)
    else:
        found = found.filter(~Q(role=Role.MOTHER))
    return found.filter(role=role) if role else found


def persons_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of its own person, by id."""
    from apps.accounts.api.representations import person_json

    return {
        found.public_id: person_json(found)
        for found in Person.objects.filter(pk=person.pk, public_id__in=ids)
    }


def consents_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of its mother's consents, by id."""
    from apps.accounts.api.representations import consent_json

    return {found.public_id: consent_json(found) for found in consents_of(person).filter(public_id__in=ids)}
