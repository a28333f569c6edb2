"""Every process and a device fall silent in turn: how long until a person is called, against grace and a minute."""

from __future__ import annotations

import time
from typing import Any, Final

from bench._faults.rig import CLINICIAN, Rig, rig, until

GRACE_S: Final = 15
DEVICE_GRACE_S: Final = 30
A_MINUTE_S: Final = 60
SILENCED: Final = ("web", "worker", "beat", "relay", "follow", "watch", "valkey", "postgres")

DEVICE: Final = f"""
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from apps.accounts.models import Care, CareTeam, Person, Profession, Role, TeamMembership
from apps.alerts.models import MotherLimit
from apps.monitoring.models import LiveRecording
from apps.notifications.models import PhoneNumber, Preference
from apps.pregnancies.models import Pregnancy
from apps.recordings.models import Recording
at = timezone.now()
mother = Person.objects.create(email="mother@example.org", full_name="Mother", role=Role.MOTHER)
midwife = Person.objects.create(
    email="midwife@example.org", full_name="Midwife", role=Role.CLINICIAN, profession=Profession.MIDWIFE
)
PhoneNumber.objects.create(person=midwife, number="{CLINICIAN}")
Preference.objects.create(person=midwife, kind="", channel="sms", is_on=True)
team = CareTeam.objects.create(name="Team")
TeamMembership.objects.create(team=team, person=midwife, started_at=at, is_lead=True)
Care.objects.create(team=team, mother=mother, started_at=at)
pregnancy = Pregnancy.objects.create(subject=mother)
MotherLimit.objects.for_system("a bench").create(
    subject=mother, rule_id="silence_live_device", limit_id="grace_minutes", value={DEVICE_GRACE_S} / 60,
    table_version=1, reason="A bench.", author=midwife, from_at=at, until=at + timedelta(days=1),
)
recording = Recording.objects.create(
    subject=mother, pregnancy=pregnancy, client_id=uuid4(), uploaded_by=mother, started_at=at,
    utc_offset_minutes=0, recorded_at=at,
)
LiveRecording.objects.for_system("a bench").create(
    subject=mother, recording=recording, opened_at=at, last_received_at=timezone.now()
)
"""
"""A recording whose last frame has just come, and no further one will."""


def run() -> list[dict[str, Any]]:
    """Return one row for each."""
    with rig(grace_s=GRACE_S) as house:
        rows = [_row(name, house.silence(name)[0], GRACE_S) for name in SILENCED]
        rows.append(_row("a device", _device(house), DEVICE_GRACE_S))
    return rows


def _device(house: Rig) -> float | None:
    began = time.monotonic()
    house.run(DEVICE)
    at: float | None = until(lambda: house.calls.called(CLINICIAN, began), DEVICE_GRACE_S + A_MINUTE_S + 15.0)
    return None if at is None else at - began


def _row(name: str, seconds: float | None, grace_s: int) -> dict[str, Any]:
    limit_s = grace_s + A_MINUTE_S
    return {
        "silent": name,
        "called after, s": None if seconds is None else round(seconds, 1),
        "asked, s": limit_s,
        "ratio": None if seconds is None else round(seconds / limit_s, 2),
        "ok": seconds is not None and seconds <= limit_s,
    }
