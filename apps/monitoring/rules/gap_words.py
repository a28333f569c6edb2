"""The sentence for each finding of the gap ledger. Pure but for translation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.monitoring.rules.gaps import Loser, Stretch, Why

MISSING: Final[Mapping[Why, str]] = {
    Why.NO_CONTACT: gettext_noop("The sensor had no contact."),
    Why.SENSOR_SILENT: gettext_noop("The phone was connected to the sensor, but nothing came from it."),
    Why.NO_LINK: gettext_noop("The phone had no Bluetooth connection to the sensor."),
    Why.ASLEEP: gettext_noop("The phone was asleep and received nothing."),
    Why.NOT_RUNNING: gettext_noop("The app on the phone was not running."),
    Why.ON_THE_WAY: gettext_noop("The phone recorded this, but had no network: it has not arrived."),
    Why.WE_WERE_AWAY: gettext_noop(
        "The phone recorded this while our service could not be reached: it has not arrived."
    ),
    Why.NOT_HEARD: gettext_noop("Nothing has come since. The reason is not known yet."),
}
LATE: Final[Mapping[Why, str]] = {
    Why.NO_LINK: gettext_noop(
        "The phone had no Bluetooth connection to the sensor: this came %(late)s late."
    ),
    Why.ASLEEP: gettext_noop("The phone was asleep: this came %(late)s late."),
    Why.ON_THE_WAY: gettext_noop("The phone had no network: this came %(late)s late."),
    Why.WE_WERE_AWAY: gettext_noop("Our service could not be reached: this came %(late)s late."),
}
TOLD: Final[Mapping[Loser, str]] = {
    Loser.SENSOR: gettext_noop("The sensor had no contact, as the phone says."),
    Loser.BLUETOOTH: gettext_noop("There was no connection to the sensor, as the phone says."),
    Loser.PHONE: gettext_noop("The phone was asleep, as it says itself."),
    Loser.NETWORK: gettext_noop("There was no network, as the phone says."),
    Loser.SERVER: gettext_noop("Our service could not be reached, as the phone says."),
    Loser.UNKNOWN: gettext_noop("Nothing was recorded; the reason is not known."),
}


def sentence(stretch: Stretch, *, translate: Callable[[str], str] = _) -> str:
    """Say why a stretch is missing or came late, in the reader's language."""
    if stretch.why is Why.TOLD:
        return translate(TOLD[stretch.loser])
    if stretch.is_missing:
        return translate(MISSING[stretch.why])
    return translate(LATE[stretch.why]) % {"late": minutes_and_seconds(stretch.late_s or 0.0)}


def minutes_and_seconds(seconds: float) -> str:
    """Spell a length: 0:38, 12:05, 2:00:10."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{whole % 60:02}"
