"""What a person wants to be told over which channel, and when she wants to be left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Invalid
from apps.foundation.ids import uuid7
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications import channels, kinds
from apps.notifications.models import Notification, PhoneNumber, Preference, QuietHours
from apps.notifications.services.notifying import notify

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
TEST_KIND = "test"


@dataclass(frozen=True)
class Choice:
    """Wanted or not: one kind (empty: every kind) over one channel; None goes back to the default."""

    kind: str
    channel: str
    is_on: bool | None


@write
def change(person: Person, **given: Any) -> None:
    """Change several at once, or none: `choices`, `quiet_hours` (None ends them), `phone_number`. Raises Invalid."""
    choose(person, choices=given.get("choices", ()))
    if "quiet_hours" in given:
        hours = given["quiet_hours"]
        if hours is None:
            end_quiet_hours(person)
        else:
            set_quiet_hours(person, **hours)
    if "phone_number" in given:
        set_phone_number(person, number=given["phone_number"])


@write
def choose(person: Person, *, choices: Iterable[Choice]) -> None:
    """Keep her choices. Raises Invalid for a kind or channel that is none, and for one that cannot be refused."""
    for number, choice in enumerate(choices):
        _require_known(number, choice)
        if choice.is_on is None:
            Preference.objects.filter(person=person, kind=choice.kind, channel=choice.channel).delete()
        else:
            Preference.objects.update_or_create(
                person=person, kind=choice.kind, channel=choice.channel, defaults={"is_on": choice.is_on}
            )


@write
def set_quiet_hours(person: Person, *, starts: time, ends: time) -> QuietHours:
    """Leave her alone each day from `starts` to `ends` by her clock. Raises Invalid where both are the same."""
    if starts == ends:
        raise Invalid.field("quiet_hours.ends", _("Quiet hours have to end at another time than they start."))
    hours, _created = QuietHours.objects.update_or_create(
        person=person, defaults={"starts": starts, "ends": ends}
    )
    return hours


@write
def end_quiet_hours(person: Person) -> None:
    """No quiet hours any more."""
    QuietHours.objects.filter(person=person).delete()


@write
def set_phone_number(person: Person, *, number: str) -> None:
    """Send short messages there; an empty number: nowhere. Raises Invalid."""
    plain = re.sub(r"[ ()/.-]", "", number)
    if not plain:
        PhoneNumber.objects.filter(person=person).delete()
        return
    if not NUMBER.fullmatch(plain):
        raise Invalid.field("phone_number", _("Give the number with its country, for example +491701234567."))
    PhoneNumber.objects.update_or_create(person=person, defaults={"number": plain})


@write
def send_test(person: Person, *, at: datetime) -> Notification:
    """Tell her that there is something new, over every way that she has: to see whether it arrives."""
    test_id: UUID = uuid7()
    return notify(
        person,
        to=person,
        kind=TEST_KIND,
        object_id=test_id,
        severity=Severity.INFO,
        at=at,
        dedupe_key=f"test:{test_id}",
    )


def _require_known(number: int, choice: Choice) -> None:
    if choice.kind and kinds.find(choice.kind) is None:
        raise Invalid.field(f"choices[{number}].kind", _("There is no such kind of notification."))
    channel = channels.find(choice.channel)
    if channel is None:
        raise Invalid.field(f"choices[{number}].channel", _("There is no such way to be told."))
    if choice.is_on is False and not channel.may_be_refused:
        raise Invalid.field(
            f"choices[{number}].is_on", _("This way cannot be refused: everything can be found there.")
        )
