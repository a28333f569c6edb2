"""Shadows as people read them: what limits that are tried have said beside what was said in reality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from apps.accounts.models import Care, CareTeam, Person
from apps.alerts.selectors.limits import teams_seen_by
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import subjects_visible_to
from apps.monitoring.models import Shadow, ShadowedRecording
from apps.monitoring.rehearsing.summary import Rows, Went, alerts, summary
from apps.monitoring.selectors.past import acted_upon, said_live_of

MOST_SHOWN: Final = 200
ONLY_SHADOW, ONLY_REAL, OTHER_SEVERITY, MISSED = "only_shadow", "only_real", "other_severity", "missed"


def shadows_seen_by(person: Person) -> QuerySet[Shadow]:
    """Shadows of her teams, newest first; of one mother only for who sees her. Administrators: of whole teams."""
    rows = Shadow.objects.filter(
        Q(mother=None) | Q(mother__in=subjects_visible_to(person).values("pk")),
        rehearsal__team__in=teams_seen_by(person),
    )
    return rows.select_related("rehearsal__team", "author", "mother", "ended_by").order_by("-pk")


def mothers_of(person: Person, team: CareTeam) -> list[Person]:
    """Return the mothers in the care of a team whom a person sees, by name."""
    cares = Care.objects.filter(team=team, ended_at=None).values("mother_id")
    return list(subjects_visible_to(person).filter(pk__in=cares).order_by("full_name", "pk"))


def shadow_seen_by(person: Person, shadow_id: UUID) -> Shadow:
    """One shadow. Raises NotVisible."""
    row = shadows_seen_by(person).filter(public_id=shadow_id).first()
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True)
class Both:
    """How many alerts there were, and how many there would have been."""

    real: int
    shadow: int


@dataclass(frozen=True)
class Differing:
    """One recording of which both say something else. `what`: codes."""

    row: ShadowedRecording
    what: tuple[str, ...]
    real: Rows


@dataclass(frozen=True)
class Comparison:
    """Shadow and reality over the recordings that the shadow has heard from their first sample.

    `sums`: as in a rehearsal, `today` is reality. `by_mother` and `differing` hold what the reader may see, `missed`
    counts recordings without an alert of the shadow in which somebody had to act after a real one.
    """

    sums: Mapping[str, Any]
    missed: int
    failed: int
    by_day: Sequence[tuple[date, Both]]
    by_mother: Sequence[tuple[Person, Both]]
    differing: Sequence[Differing]


def compared(person: Person, shadow: Shadow, *, at: datetime, zone: ZoneInfo) -> Comparison:
    """Set shadow and reality side by side, as far as they have come. Days are those of `zone`."""
    every = ShadowedRecording.objects.for_system("sums of a shadow, nobody's health").filter(shadow=shadow)
    rows = list(every.filter(recording__deleted_at=None).select_related("recording__pregnancy"))
    real = said_live_of(
        [row.recording for row in rows], shadow.rehearsal.rule_id, before=shadow.ended_at or at
    )
    whole = [row for row in rows if not row.has_failed]
    acted = {row.pk: acted_upon(row.recording) for row in whole if real[row.recording_id] and not row.said}
    went = [_went(row, real[row.recording_id], acted.get(row.pk, [])) for row in whole]
    seen = ShadowedRecording.objects.visible_to(person).filter(
        shadow=shadow, recording__deleted_at=None, has_failed=False
    )
    hers = list(seen.select_related("recording", "subject").order_by("-recording__started_at"))
    found = [
        Differing(row, _what(row, real[row.recording_id], acted.get(row.pk, [])), real[row.recording_id])
        for row in hers
    ]
    lasted = max(min(at, shadow.ended_at or shadow.until) - shadow.at, timedelta(hours=1))
    return Comparison(
        sums=summary(went, lasted / timedelta(days=1)),
        missed=sum(1 for one in went if one.acted),
        failed=len(rows) - len(whole),
        by_day=_by_day(whole, real, zone),
        by_mother=_by_mother(hers, real),
        differing=[one for one in found if one.what][:MOST_SHOWN],
    )


def _went(row: ShadowedRecording, real: Rows, acted: list[str]) -> Went:
    return Went(
        mother=row.subject_id,
        hours=row.recording.duration_s / 3600,
        was_followed=True,
        live=real,
        today=real,
        proposed=row.said,
        acted=acted,
    )


def _what(row: ShadowedRecording, real: Rows, acted: list[str]) -> tuple[str, ...]:
    before, after = alerts(real), alerts(row.said)
    known = {
        ONLY_SHADOW: bool(after.keys() - before.keys()),
        ONLY_REAL: bool(before.keys() - after.keys()),
        OTHER_SEVERITY: any(before[key] != after[key] for key in before.keys() & after.keys()),
        MISSED: bool(acted),
    }
    return tuple(code for code, is_so in known.items() if is_so)


def _both(rows: Iterable[ShadowedRecording], real: Mapping[int, Rows]) -> Both:
    counted = [(len(alerts(real[row.recording_id])), len(alerts(row.said))) for row in rows]
    return Both(sum(one for one, _ in counted), sum(other for _, other in counted))


def _by_day(
    rows: Iterable[ShadowedRecording], real: Mapping[int, Rows], zone: ZoneInfo
) -> list[tuple[date, Both]]:
    days: dict[date, list[ShadowedRecording]] = defaultdict(list)
    for row in rows:
        days[row.recording.started_at.astimezone(zone).date()].append(row)
    return [(day, _both(days[day], real)) for day in sorted(days, reverse=True)]


def _by_mother(rows: Iterable[ShadowedRecording], real: Mapping[int, Rows]) -> list[tuple[Person, Both]]:
    """Mothers with the most alerts of either side first; who has none is not named."""
    mothers: dict[int, list[ShadowedRecording]] = defaultdict(list)
    for row in rows:
        mothers[row.subject_id].append(row)
    found = [(of_one[0].subject, _both(of_one, real)) for of_one in mothers.values()]
    found = [one for one in found if one[1].real or one[1].shadow]
    return sorted(found, key=lambda one: (-max(one[1].real, one[1].shadow), one[0].pk))[:MOST_SHOWN]
