"""Until when an answer is owed. The rule is pure (`due_at`); the way in for posting keeps a team's hours for a moment."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from apps.consultations.rules.targets import targets
from apps.consultations.rules.working_time import (
    Hours,
    add_service_minutes,
    add_working_days,
)
from apps.consultations.states import Urgency
from apps.ui.words import duration, duration_sentences

KEPT_FOR_S: Final = 30.0
A_MINUTE_S: Final = 60
_kept: dict[int, tuple[float, Hours | None]] = {}


def due_at(urgency: str, waiting_since: datetime, hours: Hours | None) -> datetime:
    """Return until when an answer is due, in UTC.

    Without hours, or with hours that never open, nobody knows when the team reads: then every minute and every day
    counts, so that nothing waits unseen.
    """
    target = targets()[Urgency(urgency)]
    since = waiting_since.astimezone(UTC)
    if target.runs == "always":
        return since + timedelta(minutes=target.amount)
    if hours is None or not hours.ever_opens:
        unit = timedelta(days=1) if target.runs == "working_days" else timedelta(minutes=1)
        return since + target.amount * unit
    if target.runs == "service":
        return add_service_minutes(hours, since, target.amount)
    return add_working_days(hours, since, target.amount)


def answer_due_at(team_id: int, urgency: str, waiting_since: datetime) -> datetime:
    """Return until when this team (internal id) owes an answer; its hours may be up to 30 s old."""
    return due_at(urgency, waiting_since, hours_of(team_id))


def hours_of(team_id: int) -> Hours | None:
    """Return a team's hours, kept in this process for up to 30 s; None where none are set."""
    now = time.monotonic()
    kept = _kept.get(team_id)
    if kept is not None and now < kept[0]:
        return kept[1]
    from apps.consultations.models import ServiceHours

    row = ServiceHours.objects.filter(team_id=team_id).first()
    hours = row.hours if row is not None else None
    _kept[team_id] = now + KEPT_FOR_S, hours
    return hours


def forget(team_id: int | None = None) -> None:
    """Read a team's hours (None: every team's) from the database the next time; in this process."""
    if team_id is None:
        _kept.clear()
    else:
        _kept.pop(team_id, None)


@dataclass(frozen=True)
class Countdown:
    """How a waiting answer stands: what a row of the queue shows, and what its badge counts."""

    due_at: datetime
    at: datetime
    waiting_since: datetime

    @property
    def remaining(self) -> timedelta:
        """How long is left; negative where it is overdue."""
        return self.due_at - self.at

    @property
    def is_overdue(self) -> bool:
        """The moment has come."""
        return self.at >= self.due_at

    @property
    def is_near(self) -> bool:
        """Less than a quarter of the time is left."""
        whole = self.due_at - self.waiting_since
        return not self.is_overdue and self.remaining * 4 < whole

    @property
    def words(self) -> str:
        """Return «1 h 05 min left» or «overdue for 12 min»; what the page shows before its script ticks."""
        left_s = int(abs(self.remaining.total_seconds()))
        time_left = duration(left_s if left_s < A_MINUTE_S else left_s // A_MINUTE_S * A_MINUTE_S)
        return (self.late_words if self.is_overdue else self.left_words) % {"time": time_left}

    @property
    def duration_words(self) -> dict[str, str]:
        """Return the sentences with which the script spells a time."""
        return duration_sentences()

    @property
    def left_words(self) -> str:
        """Return the sentence for a time that is left, with a place for it."""
        return _("%(time)s left")

    @property
    def late_words(self) -> str:
        """Return the sentence for a time that has passed, with a place for it."""
        return _("overdue for %(time)s")


def countdown(waiting_since: datetime | None, due: datetime | None, at: datetime) -> Countdown | None:
    """Return how a waiting answer stands at `at`; None where none is owed."""
    if waiting_since is None or due is None:
        return None
    return Countdown(due_at=due, at=at, waiting_since=waiting_since)
