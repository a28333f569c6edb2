"""Who may do what. Which mother's it is, is a matter of visibility."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import CareTeam, Person, Profession, Role, TeamMembership
from apps.foundation.errors import Forbidden
from apps.foundation.severity import Severity

HANDLERS = (Profession.OBSTETRICIAN, Profession.MIDWIFE)


def handles(person: Person, severity: str) -> bool:
    """Obstetricians and midwives take and end every alert; dietitians those that are not urgent."""
    if person.role != Role.CLINICIAN or not person.is_active:
        return False
    return person.profession in HANDLERS or not Severity(severity).is_at_least(Severity.URGENT)


def require_handler(person: Person, severity: str) -> None:
    """Raise Forbidden for whoever may not take or end an alert of this severity."""
    if not handles(person, severity):
        raise Forbidden(_("Only an obstetrician or a midwife may do this with an urgent alert."))


def sets_limits(person: Person) -> bool:
    """Obstetricians and midwives decide on limits."""
    return person.role == Role.CLINICIAN and person.profession in HANDLERS


def require_limits(person: Person) -> None:
    """Raise Forbidden for anybody but an obstetrician or a midwife."""
    if not sets_limits(person):
        raise Forbidden(_("Only an obstetrician or a midwife may set a limit."))


def leads(person: Person, team: CareTeam) -> bool:
    """Say whether she leads the team now."""
    lead = TeamMembership.objects.filter(team=team, person=person, ended_at=None, is_lead=True)
    return person.role == Role.CLINICIAN and lead.exists()


def require_lead(person: Person, team: CareTeam) -> None:
    """Raise Forbidden for whoever does not lead the team."""
    if not leads(person, team):
        raise Forbidden(_("Only a lead of the team may do this."))


def keeps_rota(person: Person, team: CareTeam) -> bool:
    """A lead of the team and administrators keep the rota."""
    return person.is_administrator or leads(person, team)


def require_rota(person: Person, team: CareTeam) -> None:
    """Raise Forbidden for whoever does not keep the rota of this team."""
    if not keeps_rota(person, team):
        raise Forbidden(_("Only a lead of the team or an administrator may change the rota."))


def rehearses(person: Person, team: CareTeam) -> bool:
    """A lead of the team and administrators try limits over what was recorded."""
    return person.is_administrator or leads(person, team)


def require_rehearsals(person: Person, team: CareTeam) -> None:
    """Raise Forbidden for whoever may not try limits of this team."""
    if not rehearses(person, team):
        raise Forbidden(_("Only a lead of the team or an administrator may try limits."))
