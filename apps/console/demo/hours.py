"""When the team of the demonstration reads, and what mothers are told while it does not."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from apps.accounts.models import CareTeam, Person
from apps.consultations.services.hours import NewHours, set_hours

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri")
HOURS: Final = NewHours(
    weekly={
        **{day: [["08:00", "12:30"], ["13:30", "18:00"]] for day in WEEKDAYS},
        "sat": [["09:00", "12:00"]],
    },
    time_zone="UTC",
    phone="555 0100",
    out_of_hours={
        "en": "We are home with our own families now and read again in the morning. The ward never sleeps: 555 0100.",
        "ko": "지금은 메시지를 읽지 않습니다. 아침에 다시 읽습니다. 급하면 분만실 555 0100으로 전화하세요.",
        "zh-hans": "我们现在不在线，早上会继续回复。如有急事，请拨打产房电话 555 0100。",
    },
)


def make_hours(administrator: Person, team: CareTeam, *, at: datetime) -> None:
    """Set the team's week."""
    set_hours(administrator, team_id=team.public_id, new=HOURS, at=at)
