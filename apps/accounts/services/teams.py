"""Care teams and whom they care for. What changes here decides at once who sees whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.events import CareChanged
from apps.accounts.models import Care, CareTeam, Person, Role, TeamMembership
from apps.accounts.services.people import require_administrator
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.outbox import emit
from apps.foundation.transactions import write


@write
def create_team(actor: Person, *, name: str) -> CareTeam:
    """Make a team without members."""
    require_administrator(actor)
    return CareTeam.objects.create(name=name)


@write
def add_member(
    actor: Person, *, team_id: UUID, person_id: UUID, is_lead: bool, at: datetime
) -> tuple[TeamMembership, bool]:
    """Let a clinician belong to a team from now on; one who does already gets `is_lead` set."""
    require_administrator(actor)
    team = _locked_team(team_id)
    person = _active(person_id, Role.CLINICIAN, _("Only an active clinician can belong to a care team."))
    membership, created = TeamMembership.objects.get_or_create(
        team=team, person=person, ended_at=None, defaults={"started_at": at, "is_lead": is_lead}
    )
    if not created and membership.is_lead != is_lead:
        membership.is_lead = is_lead
        membership.save(update_fields=["is_lead"])
    if created:
        emit(CareChanged(mother=None, team=team.public_id, person=person.public_id, at=at))
    return membership, created


@write
def set_lead(actor: Person, *, team_id: UUID, person_id: UUID, is_lead: bool) -> TeamMembership:
    """Say whether a member leads the team. Raises NotVisible where she does not belong to it."""
    require_administrator(actor)
    membership = _open_membership(team_id, person_id).first()
    if membership is None:
        raise NotVisible
    membership.is_lead = is_lead
    membership.save(update_fields=["is_lead"])
    return membership


@write
def remove_member(actor: Person, *, team_id: UUID, person_id: UUID, at: datetime) -> None:
    """End a membership; from this moment on she sees none of the team's mothers. Raises NotVisible."""
    require_administrator(actor)
    _locked_team(team_id)
    if _open_membership(team_id, person_id).update(ended_at=at) != 1:
        raise NotVisible
    emit(CareChanged(mother=None, team=team_id, person=person_id, at=at))


@write
def assign_mother(actor: Person, *, team_id: UUID, mother_id: UUID, at: datetime) -> tuple[Care, bool]:
    """Let a team care for a mother from now on. She may be cared for by several teams."""
    require_administrator(actor)
    team = _locked_team(team_id)
    mother = _active(mother_id, Role.MOTHER, _("Only a mother can be cared for by a team."))
    care, created = Care.objects.get_or_create(
        mother=mother, team=team, ended_at=None, defaults={"started_at": at}
    )
    if created:
        emit(CareChanged(mother=mother.public_id, team=team.public_id, person=None, at=at))
    return care, created


@write
def end_care(actor: Person, *, team_id: UUID, mother_id: UUID, at: datetime) -> None:
    """End the care of a mother by a team. Raises NotVisible."""
    require_administrator(actor)
    _locked_team(team_id)
    open_ones = Care.objects.filter(team__public_id=team_id, mother__public_id=mother_id, ended_at=None)
    if open_ones.update(ended_at=at) != 1:
        raise NotVisible
    emit(CareChanged(mother=mother_id, team=team_id, person=None, at=at))


def _locked_team(team_id: UUID) -> CareTeam:
    team = CareTeam.objects.select_for_update().filter(public_id=team_id).first()
    if team is None:
        raise NotVisible
    return team


def _active(person_id: UUID, role: Role, otherwise: str) -> Person:
    person = Person.objects.filter(public_id=person_id).first()
    if person is None:
        raise NotVisible
    if person.role != role or not person.is_active:
        raise Invalid.field("person" if role == Role.CLINICIAN else "mother", otherwise, code="wrong_role")
    return person


def _open_membership(team_id: UUID, person_id: UUID) -> QuerySet[TeamMembership]:
    return TeamMembership.objects.filter(team__public_id=team_id, person__public_id=person_id, ended_at=None)
