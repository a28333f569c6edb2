"""Who is on duty for a mother, over all the teams that care for her: for system code that looks ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apps.alerts import rota
from apps.alerts.models import Alert, MissingFacts, Shift, ShiftPattern
from apps.alerts.rules.nobody_on_duty import RULE_ID
from apps.alerts.selectors import duty
from apps.alerts.selectors.rota import DAYS_AHEAD
from apps.alerts.states import OPEN
from apps.foundation.severity import Severity

LOOKS_BACK: Final = timedelta(days=2)


@dataclass(frozen=True)
class CoverNow:
    """`nobody_since` to `somebody_at`: the stretch around now without anybody on duty; both None: somebody is."""

    has_rota: bool
    nobody_since: datetime | None
    somebody_at: datetime | None


def cover_of(mother_id: int, at: datetime) -> CoverNow:
    """Return who is on duty for a mother (internal id) at a moment, and from when again where nobody is."""
    teams = list(duty.teams_of(mother_id).values_list("pk", flat=True))
    begin, end = at - LOOKS_BACK, at + timedelta(days=DAYS_AHEAD)
    found = duty.duties_of(teams, duty.members_of(teams), begin, end)
    together = [one for duties in found.values() for one in duties]
    has_rota = bool(together) or _has_rows(teams)
    for gap in rota.gaps(together, from_at=begin, to_at=end):
        if gap.starts_at <= at < gap.ends_at:
            return CoverNow(has_rota, gap.starts_at, None if gap.ends_at == end else gap.ends_at)
    return CoverNow(has_rota, None, None)


def _has_rows(teams: list[int]) -> bool:
    return (
        ShiftPattern.objects.filter(team__in=teams).exists() or Shift.objects.filter(team__in=teams).exists()
    )


def mothers_to_look_at() -> list[int]:
    """Return (internal ids of) mothers with an open urgent alert, or about whom the rule has something open."""
    alerts = Alert.objects.for_system("whom the rule on duty concerns").filter(state__in=OPEN)
    urgent = alerts.filter(severity__in=[Severity.URGENT, Severity.EMERGENCY]).exclude(rule_id=RULE_ID)
    still_said = alerts.filter(rule_id=RULE_ID, condition_ended_at=None)
    missing = MissingFacts.objects.for_system("whom the rule on duty concerns").filter(
        rule_id=RULE_ID, ended_at=None
    )
    ids = {pk for rows in (urgent, still_said, missing) for pk in rows.values_list("subject_id", flat=True)}
    return sorted(ids)
