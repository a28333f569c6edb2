"""When a team reads: set by whoever keeps the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import preferences
from apps.accounts.models import CareTeam, Language, Person
from apps.accounts.services.people import require_administrator
from apps.consultations import clock
from apps.consultations.models import ServiceHours
from apps.consultations.rules.working_time import BadHours, parse_week
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.transactions import write

MOST_HOLIDAYS = 400


@dataclass(frozen=True)
class NewHours:
    """A team's week as somebody has typed it; empty texts and numbers mean the site's own."""

    weekly: Mapping[str, Sequence[Sequence[str]]]
    time_zone: str
    holidays: Sequence[date] = ()
    phone: str = ""
    emergency_number: str = ""
    out_of_hours: Mapping[str, str] = field(default_factory=dict)


@write
def set_hours(actor: Person, *, team_id: UUID, new: NewHours, at: datetime) -> ServiceHours:
    """Set a team's week, whole. Raises Forbidden, NotVisible, Invalid."""
    require_administrator(actor)
    team = CareTeam.objects.select_for_update().filter(public_id=team_id).first()
    if team is None:
        raise NotVisible
    _require_sense(new)
    row, _created = ServiceHours.objects.update_or_create(
        team=team,
        defaults={
            "weekly": {day: [list(span) for span in spans] for day, spans in new.weekly.items() if spans},
            "time_zone": new.time_zone,
            "holidays": sorted(set(new.holidays)),
            "phone": new.phone.strip(),
            "emergency_number": new.emergency_number.strip(),
            "out_of_hours": {
                language: text.strip() for language, text in new.out_of_hours.items() if text.strip()
            },
            "set_by": actor,
            "set_at": at,
        },
    )
    transaction.on_commit(lambda: clock.forget(team.pk))
    return row


def _require_sense(new: NewHours) -> None:
    if not preferences.is_zone(new.time_zone):
        raise Invalid.field(
            "time_zone", _("Give the IANA name of a time zone, for example Asia/Seoul."), code="zone"
        )
    if len(new.holidays) > MOST_HOLIDAYS:
        raise Invalid.field("holidays", _("Too many at once."), code="max_length", limit=MOST_HOLIDAYS)
    unknown = sorted(set(new.out_of_hours) - set(Language.values))
    if unknown:
        raise Invalid.field(
            "out_of_hours", _("KAISHI does not speak this language."), code="language", limit=Language.values
        )
    try:
        parse_week(new.weekly)
    except BadHours as bad:
        field = "weekly" if bad.reason == "unknown_day" else f"weekly.{bad.day}"
        raise Invalid.field(field, _reason(bad.reason), code=bad.reason) from bad


def _reason(reason: str) -> str:
    match reason:
        case "unknown_day":
            return _("Days are mon, tue, wed, thu, fri, sat and sun.")
        case "overlap":
            return _("Two stretches overlap, or are not in order.")
        case "ends_before_it_begins":
            return _("A stretch ends after it begins; one through the night is two.")
    return _("Give stretches such as 08:00 to 12:00; the end of the day is 24:00.")
