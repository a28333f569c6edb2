"""Who may do what with a consultation. Which mother's it is, is a matter of visibility."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Profession, Role, TeamMembership
from apps.consultations.models import Thread
from apps.consultations.posting import ThreadClosed
from apps.consultations.states import Urgency
from apps.foundation.errors import Forbidden

HANDLERS: Final = (Profession.OBSTETRICIAN, Profession.MIDWIFE)
FOR_EVERY_CLINICIAN: Final = (Urgency.ROUTINE, Urgency.ADMINISTRATIVE)
"""What a dietitian may answer for, too. Anything sooner needs an obstetrician or a midwife."""


def handles(person: Person) -> bool:
    """Obstetricians and midwives; what is urgent, and what leaves the house, is theirs."""
    return person.role == Role.CLINICIAN and person.profession in HANDLERS


def may_hold(person: Person, urgency: str) -> bool:
    """Say whether she may be responsible for a consultation of this urgency."""
    is_clinician = person.role == Role.CLINICIAN and person.is_active
    return is_clinician and (handles(person) or urgency in FOR_EVERY_CLINICIAN)


def require_hold(person: Person, urgency: str) -> None:
    """Raise Forbidden for whoever may not be responsible for a consultation of this urgency."""
    if not may_hold(person, urgency):
        raise Forbidden(_("Only an obstetrician or a midwife may take over what is urgent."))


def require_handler(person: Person) -> None:
    """Raise Forbidden for anybody but an obstetrician or a midwife."""
    if not handles(person):
        raise Forbidden(_("Only an obstetrician or a midwife may do this."))


def belongs(person: Person, team_id: int) -> bool:
    """Say whether she belongs to the team (internal id) now."""
    return person.is_active and memberships(team_id).filter(person=person).exists()


def leads(person: Person, team_id: int) -> bool:
    """Say whether she leads the team (internal id) now."""
    return memberships(team_id).filter(person=person, is_lead=True).exists()


def require_member(person: Person, team_id: int) -> None:
    """Raise Forbidden for whoever does not belong to the team that the consultation is with."""
    if not belongs(person, team_id):
        raise Forbidden(_("This consultation is with another care team."))


def require_going(thread: Thread) -> None:
    """Raise ThreadClosed unless the consultation goes on."""
    if not thread.is_going:
        raise ThreadClosed(_("This consultation is closed. Reopen it or begin a new one."))


def memberships(team_id: int):  # type: ignore[no-untyped-def]
    """Return who belongs to a team (internal id) now."""
    return TeamMembership.objects.filter(team_id=team_id, ended_at=None)
