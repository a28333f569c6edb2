"""What a process that follows recordings reads and writes of shadows: limits that are tried, and what they say."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Q

from apps.accounts.models import Care
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.alerts.selectors.limits import limits_if, limits_if_hers
from apps.monitoring.following.shadows import Shadows, Tried
from apps.monitoring.models import Shadow
from apps.monitoring.services.rehearsing import rule_to_rehearse

NOTE: Final = """
INSERT INTO monitoring_shadowedrecording (subject_id, shadow_id, recording_id, said, has_failed)
SELECT live.subject_id, shadow.id, live.recording_id, new.said::jsonb, new.has_failed
FROM unnest(%s::bigint[], %s::text[], %s::boolean[]) AS new (shadow_id, said, has_failed)
JOIN monitoring_shadow shadow ON shadow.id = new.shadow_id AND shadow.ended_at IS NULL
JOIN monitoring_liverecording live ON live.recording_id = %s AND live.claimed_by = %s
ON CONFLICT (shadow_id, recording_id) DO UPDATE SET said = EXCLUDED.said, has_failed = EXCLUDED.has_failed
"""


def tried_for(subject_id: int, *, at: datetime, begun: Collection[int]) -> dict[int, Tried]:
    """Return what is tried for a mother now, by shadow (internal id); of those in `begun` also what ran out since."""
    teams = Care.objects.filter(mother_id=subject_id, ended_at=None).values("team_id")
    rows = Shadow.objects.filter(
        Q(until__gt=at) | Q(pk__in=begun),
        Q(mother_id=subject_id) | Q(mother=None),
        rehearsal__team__in=teams,
        ended_at=None,
    )
    found = {}
    for row in rows.select_related("rehearsal__team"):
        rule = rule_to_rehearse(row.rehearsal.rule_id)
        if rule is not None:
            found[row.pk] = Tried(rule, _limits(row, rule, subject_id, at=at))
    return found


def _limits(row: Shadow, rule: Rule, subject_id: int, *, at: datetime) -> Limits:
    assert rule.limits is not None
    tried = row.rehearsal
    if row.mother_id is not None:
        return limits_if_hers(rule.limits, rule.id, subject_id, proposed=tried.proposed, at=at)
    return limits_if(rule.limits, rule.id, subject_id, team=tried.team, proposed=tried.proposed, at=at)


def note(process: str, pk: int, shadows: Shadows) -> None:
    """Write what the shadows of a recording say so far, the whole of it, where it is still this process's."""
    if not shadows.tried:
        return
    pks = sorted(shadows.tried)
    said = [json.dumps([one.to_json() for one in shadows.heard[shadow].said]) for shadow in pks]
    failed = [shadow in shadows.failed for shadow in pks]
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [pks, said, failed, pk, process])
