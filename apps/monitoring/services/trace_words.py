"""A rule that watches a trace has called somebody: the mother gets a notice, where her teams stand for its words.

The notice says that there is something new; the words are read inside KAISHI, as long as the alert is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from apps.accounts.models import Care, CareTeam
from apps.alerts.models import Alert
from apps.alerts.states import OPEN
from apps.foundation import feed
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.monitoring.rules.mother_words import version_of, words_of
from apps.monitoring.selectors.mother_words import approved_for
from apps.notifications.services.notifying import Telling, notify_many
from apps.notifications.services.withdrawing import withdraw
from apps.recordings.models import Recording

FEED_KIND: Final = "trace_words"
NOTICE: Final = "trace_words"


@write
def tell_mother(_system: None, *, recording: Recording, alerts: Sequence[Alert], at: datetime) -> None:
    """Tell her of alerts of which she has not been told at this severity. Joins the write that raised them.

    Who is to call now is told at once, also in her quiet hours; the rest waits for the morning.
    """
    mother = recording.subject
    approved = approved_for(mother.pk, mother.language) if alerts else {}
    for alert in alerts:
        version = version_of(alert.rule_id)
        if version is None or approved.get(alert.rule_id) != version:
            continue
        words = words_of(
            alert.rule_id, approved_version=version, language=mother.language, phone="", emergency=""
        )
        telling = Telling(
            to=mother,
            kind=NOTICE,
            object_id=alert.public_id,
            severity=Severity.URGENT if words.calls else Severity.WARN,
            dedupe_key=f"{NOTICE}:{alert.public_id}:{alert.severity}",
            pregnancy_id=recording.pregnancy.public_id,
        )
        if notify_many(None, [telling], at=at):
            feed.changed(mother.pk, FEED_KIND, alert.public_id)


def words_changed(team: CareTeam, rule_id: str) -> None:
    """Let the phones of a team's mothers read anew what they hold of open alerts of a rule. Only inside a `@write`."""
    mothers = Care.objects.filter(team=team, ended_at=None).values("mother_id")
    alerts = Alert.objects.for_system("words about open alerts have changed").filter(
        subject_id__in=mothers, rule_id=rule_id, state__in=OPEN
    )
    for subject_id, public_id in alerts.order_by("pk").values_list("subject_id", "public_id"):
        feed.changed(subject_id, FEED_KIND, public_id)


@write
def take_back(_system: None, *, alert_id: UUID, at: datetime) -> None:
    """Forget the words of an alert that a person, or the end of the pregnancy, has ended. Twice is harmless."""
    rows = Alert.objects.for_system("an alert that has ended").filter(public_id=alert_id)
    alert = rows.first()
    if alert is None or version_of(alert.rule_id) is None:
        return
    withdraw(None, at=at, kind=NOTICE, object_id=alert_id)
    feed.changed(alert.subject_id, FEED_KIND, alert_id)
