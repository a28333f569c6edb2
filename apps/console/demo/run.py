"""Makes the demonstration once: all of it in one transaction, or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import Person
from apps.console.demo.consultations import TALKS, make_consultation, make_replies
from apps.console.demo.gates import BEFORE_RECORDINGS, open_what_is_closed, prepare_gate
from apps.console.demo.hours import make_hours
from apps.console.demo.meals import make_meals
from apps.console.demo.partner import make_partner
from apps.console.demo.people import CREDENTIALS, give_consents, make_people, make_team
from apps.console.demo.plans import make_plans
from apps.console.demo.pregnancies import FIRST_VISIT_DAYS, make_pregnancies
from apps.console.demo.readings import make_readings
from apps.console.demo.recordings import PLAN, make_recording
from apps.foundation import accesses

ONE_AT_A_TIME: Final = 7_203_116
BEFORE_ALL: Final = timedelta(days=280 - FIRST_VISIT_DAYS)


def ensure_demo(*, at: datetime | None = None) -> bool:
    """Make accounts, pregnancies, recordings, consultations, meals and plans; False where they are there already.

    Raises ImproperlyConfigured under settings that do not allow accounts with known passwords.
    """
    if not settings.DEMO_ALLOWED:
        raise ImproperlyConfigured("These settings allow no accounts with known passwords.")
    with transaction.atomic():
        _wait_for_others()
        if Person.objects.filter(email=CREDENTIALS[0].email).exists():
            return False
        with accesses.collected():  # made-up people look at made-up people: nothing to write down
            _make(at or timezone.now())
    return True


def _make(at: datetime) -> None:
    by_key = make_people()
    team = make_team(by_key, at=at - BEFORE_ALL)
    give_consents(by_key, at=at - BEFORE_ALL)
    pregnancies = make_pregnancies(by_key, at=at)
    for pregnancy in pregnancies.values():
        prepare_gate(by_key, pregnancy, at=at - BEFORE_RECORDINGS)
    for plan in PLAN:
        make_recording(by_key, pregnancies[plan.key], plan, at=at)
    make_hours(by_key["administrator"], team, at=at - BEFORE_ALL)
    make_replies(by_key["midwife"], team, at=at - BEFORE_ALL)
    for talk in TALKS:
        make_consultation(by_key, pregnancies[talk.mother], talk, at=at)
    make_meals(by_key, pregnancies["mother"], at=at)
    make_readings(by_key, at=at)
    make_plans(by_key, pregnancies, at=at)
    make_partner(by_key, at=at)
    for pregnancy in pregnancies.values():
        open_what_is_closed(by_key, pregnancy, at=at, reason="Talked with her today; recordings are wanted.")


def _wait_for_others() -> None:
    """Two starts at once make it once; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
