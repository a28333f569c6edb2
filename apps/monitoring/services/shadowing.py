"""Shadows: limits of a finished rehearsal that a lead lets run beside those in force; ended, discarded, or made so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Care, CareTeam, Person
from apps.alerts.services import limits, may
from apps.alerts.services.limits import NewLimit
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.monitoring.models import Rehearsal, RehearsalState, Shadow, ShadowedRecording, ShadowEnd
from apps.monitoring.selectors.rehearsals import rehearsal_seen_by
from apps.monitoring.selectors.shadows import shadow_seen_by
from apps.monitoring.services.rehearsing import rule_to_rehearse
from apps.pregnancies.selectors import mother_visible_to

LONGEST_DAYS: Final = 60
MOST_RUNNING: Final = 9
"""Of one team: each asks one rule once more of every recording of its mothers."""


@dataclass(frozen=True)
class NewShadow:
    """What somebody wants to try live: for one mother or (None) for the whole team, for how many days, and why."""

    mother_id: UUID | None
    days: int
    reason: str


@write
def start(person: Person, *, rehearsal_id: UUID, new: NewShadow, at: datetime) -> Shadow:
    """Let the limits of a finished rehearsal run beside those in force; nobody is called by them. Leads of its team.

    Recordings that begin from now on are judged. Raises NotVisible, Forbidden, Invalid, Conflict.
    """
    row = rehearsal_seen_by(person, rehearsal_id)
    team = CareTeam.objects.select_for_update().get(pk=row.team.pk)
    may.require_lead(person, team)
    _require_finished(row)
    _check(new)
    mother = _of_team(person, team, new.mother_id) if new.mother_id is not None else None
    running = Shadow.objects.filter(rehearsal__team=team, ended_at=None, until__gt=at)
    if running.filter(rehearsal__rule_id=row.rule_id, mother=mother).exists():
        raise Conflict(_("Other limits of this rule run as a shadow already: end that one first."))
    if running.count() >= MOST_RUNNING:
        raise Conflict(_("As many shadows run for this team as may: end one first."))
    return Shadow.objects.create(
        rehearsal=row,
        mother=mother,
        reason=new.reason.strip(),
        author=person,
        at=at,
        until=at + timedelta(days=new.days),
    )


def _require_finished(row: Rehearsal) -> None:
    rule = rule_to_rehearse(row.rule_id)
    if row.state != RehearsalState.DONE:
        raise Conflict(_("Only a rehearsal that is done can go on as a shadow."))
    if rule is None or rule.version != row.rule_version:
        raise Conflict(_("The rule has changed since this rehearsal: try the limits again first."))
    if not row.proposed:
        raise Conflict(_("This rehearsal proposes no other limit."))


def _check(new: NewShadow) -> None:
    if not 1 <= new.days <= LONGEST_DAYS:
        raise Invalid.field(
            "days",
            _("Give 1 to %(most)d days.") % {"most": LONGEST_DAYS},
            code="out_of_range",
            limit=[1, LONGEST_DAYS],
        )
    if not new.reason.strip():
        raise Invalid.field("reason", _("Please say why."), code="required")


def _of_team(person: Person, team: CareTeam, mother_id: UUID) -> Person:
    """Return a mother whom the team of the rehearsal cares for. Raises Invalid, NotVisible."""
    mother = mother_visible_to(person, mother_id)
    if not Care.objects.filter(team=team, mother=mother, ended_at=None).exists():
        raise Invalid.field("mother", _("This team does not care for her."), code="invalid_choice")
    return mother


@write
def end(person: Person, *, shadow_id: UUID, at: datetime) -> Shadow:
    """End a shadow before its time; what it said stays. Twice changes nothing. Raises NotVisible, Forbidden."""
    row = _locked(person, shadow_id)
    return row if row.how else _ended(row, person, ShadowEnd.ENDED, at)


@write
def discard(person: Person, *, shadow_id: UUID, at: datetime) -> Shadow:
    """End a shadow and throw away what it said. Twice changes nothing. Raises NotVisible, Forbidden, Conflict."""
    row = _locked(person, shadow_id)
    if row.how == ShadowEnd.MADE_SO:
        raise Conflict(_("These limits are in force because of this shadow: what it said stays."))
    ShadowedRecording.objects.for_system("a shadow is discarded").filter(shadow=row).delete()
    return _ended(row, person, ShadowEnd.DISCARDED, at)


@write
def make_so(person: Person, *, shadow_id: UUID, reason: str, until: datetime, at: datetime) -> Shadow:
    """Set the limits of a shadow for its team or its mother: from now on they are in force. Ends the shadow.

    Leads who may set limits. Raises NotVisible, Forbidden, Invalid, Conflict.
    """
    row = _locked(person, shadow_id)
    may.require_limits(person)
    if row.how in (ShadowEnd.MADE_SO, ShadowEnd.DISCARDED):
        raise Conflict(_("This shadow was made so or discarded already."))
    tried = row.rehearsal
    for limit_id, value in tried.proposed.items():
        new = NewLimit(tried.rule_id, limit_id, value, reason, until)
        if row.mother is not None:
            limits.set_mother_limit(person, mother_id=row.mother.public_id, new=new, at=at)
        else:
            limits.set_team_limit(person, team_id=tried.team.public_id, new=new, at=at)
    return _ended(row, person, ShadowEnd.MADE_SO, at)


def _locked(person: Person, shadow_id: UUID) -> Shadow:
    """Return a shadow that she leads the team of, held until the write is over."""
    seen = shadow_seen_by(person, shadow_id)
    may.require_lead(person, seen.rehearsal.team)
    rows = Shadow.objects.select_for_update(of=("self",)).select_related("rehearsal__team", "mother")
    row = rows.filter(pk=seen.pk).first()
    if row is None:
        raise NotVisible
    return row


def _ended(row: Shadow, person: Person, how: ShadowEnd, at: datetime) -> Shadow:
    """Note what was done. It stopped when it was ended first, or when its time was over."""
    row.ended_at = row.ended_at or min(at, row.until)
    row.how, row.ended_by = how, person
    row.save(update_fields=["ended_at", "how", "ended_by"])
    return row
