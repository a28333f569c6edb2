"""What is known of a recording that was made: what was said while it went on, and whether somebody had to act."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from apps.accounts.models import Care, CareTeam
from apps.alerts.models import Alert, AlertEvidence, SuppressedFinding
from apps.alerts.states import Outcome, State
from apps.monitoring.alert_rules.facts import SOURCE
from apps.monitoring.models import LiveRecording
from apps.monitoring.rehearsing.replay import Said
from apps.pregnancies.models import FetusOutcome
from apps.pregnancies.states import FetusState
from apps.recordings.models import Recording, Review, ReviewState, Variability
from apps.recordings.states import CLOSED

WHY: Final = "limits are tried over the recordings of a team"
WAS_TRUE: Final = (Outcome.ACTED, Outcome.REACHED_MOTHER, Outcome.NOTHING_NEEDED, Outcome.TRANSFERRED)
TAKEN, TRUE, READ, DIED = "alert_taken", "alert_true", "review_low_variability", "fetal_death"


def recordings_of_team(team: CareTeam, *, since: datetime, until: datetime) -> QuerySet[Recording]:
    """Return the recordings, complete and there, of the mothers in a team's care now."""
    mothers = Care.objects.filter(team=team, ended_at=None).values("mother_id")
    rows = Recording.objects.for_system(WHY).filter(
        subject_id__in=mothers, started_at__gte=since, started_at__lt=until, state__in=CLOSED, deleted_at=None
    )
    return rows.select_related("pregnancy").order_by("started_at", "pk")


def was_followed(recording: Recording) -> bool:
    """Say whether the rules were asked while a recording was made."""
    rows = LiveRecording.objects.for_system(WHY).filter(recording=recording, updated_at__isnull=False)
    return rows.exists()


def said_live(recording: Recording, rule_id: str) -> list[Said]:
    """Return what a rule found while a recording was made: what raised or joined an alert, and what was held back."""
    about = {"subject_id": recording.subject_id, "rule_id": rule_id, "source_kind": SOURCE}
    begin = f"{recording.public_id}:"
    rows = AlertEvidence.objects.for_system(WHY).filter(**about, source_id__startswith=begin)
    held = SuppressedFinding.objects.for_system(WHY).filter(**about, source_id__startswith=begin)
    found = [_said(row.values, row.direction, row.severity) for row in rows]
    found += [_said(_newest(row.evidence), row.direction, row.severity) for row in held]
    return sorted(found)


def said_live_of(
    recordings: Collection[Recording], rule_id: str, *, before: datetime
) -> dict[int, list[list[Any]]]:
    """Return, by recording (internal id), what a rule found up to a moment: [second, fetus, direction, severity]."""
    by_name = {str(one.public_id): one.pk for one in recordings}
    about = {
        "subject_id__in": {one.subject_id for one in recordings},
        "rule_id": rule_id,
        "source_kind": SOURCE,
    }
    rows = AlertEvidence.objects.for_system(WHY).filter(**about, recorded_at__lte=before)
    held = SuppressedFinding.objects.for_system(WHY).filter(**about, suppressed_at__lte=before)
    found = [(row.source_id, _said(row.values, row.direction, row.severity)) for row in rows]
    found += [(row.source_id, _said(_newest(row.evidence), row.direction, row.severity)) for row in held]
    by_recording: dict[int, list[list[Any]]] = {one.pk: [] for one in recordings}
    for source_id, said in sorted(found, key=lambda one: one[1]):
        pk = by_name.get(source_id.partition(":")[0])
        if pk is not None:
            by_recording[pk].append(said.to_json())
    return by_recording


def _newest(evidence: Iterable[dict[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = max(evidence, key=lambda one: one["values"]["until_s"])["values"]
    return values


def _said(values: dict[str, Any], direction: str, severity: str) -> Said:
    return Said(float(values["until_s"]), int(values["fetus"]), direction, severity)


def acted_upon(recording: Recording) -> list[str]:
    """Return why we know that something was there: codes, none where nobody says so."""
    rests = AlertEvidence.objects.for_system(WHY).filter(
        subject_id=recording.subject_id, source_kind=SOURCE, source_id__startswith=f"{recording.public_id}:"
    )
    alerts = Alert.objects.for_system(WHY).filter(pk__in=rests.values("alert_id"))
    reviews = Review.objects.for_system(WHY).filter(recording=recording, state=ReviewState.SIGNED)
    deaths = FetusOutcome.objects.for_system(WHY).filter(
        outcome__pregnancy_id=recording.pregnancy_id,
        outcome__corrected_at=None,
        result__in=(FetusState.DIED, FetusState.STILLBORN),
    )
    low = (Variability.ABSENT, Variability.REDUCED)
    known = {
        TRUE: alerts.filter(outcome__in=WAS_TRUE).exists(),
        TAKEN: alerts.filter(state=State.ACKNOWLEDGED).exists(),
        READ: reviews.filter(variability__in=low).exists()
        or reviews.filter(second_variability__in=low).exists(),
        DIED: deaths.exists(),
    }
    return [code for code, is_so in known.items() if is_so]
