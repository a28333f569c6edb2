"""One finding becomes an alert, joins one, raises one anew, or is suppressed and leaves a row that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Q

from apps.alerts.events import AlertLifted, AlertRaised
from apps.alerts.findings import Evidence, Finding
from apps.alerts.models import (
    Alert,
    AlertEvidence,
    EntryKind,
    Snooze,
    SuppressedBy,
    SuppressedFinding,
)
from apps.alerts.services.moves import change, note
from apps.alerts.services.telling import raise_anew, tell_next, tell_taker
from apps.alerts.states import OPEN, State
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.pregnancies.selectors import assumes_going

if TYPE_CHECKING:
    from apps.alerts.services.evaluating import Case


class BadFinding(ValueError):
    """A finding without evidence, or one that speaks for another rule. A programming error of the rule."""


def take(case: Case, finding: Finding) -> Alert | None:
    """Take one finding; the caller holds the mother's lock. None where it was suppressed."""
    if not finding.evidence or (finding.rule_id, finding.version) != (case.rule.id, case.rule.version):
        raise BadFinding(f"{case.rule.id}: a finding needs evidence, and the id and version of its rule")
    known = _known(case, finding)
    if known is not None:
        return known
    if _makes_no_sense(case, finding):
        _suppress(case, finding, SuppressedBy.PREGNANCY_ENDED, None)
        return None
    snooze = _snooze(case, finding)
    if snooze is not None and not is_worse(finding, snooze):
        _suppress(case, finding, SuppressedBy.SNOOZE, snooze)
        return None
    if snooze is not None:
        snooze.ended_at = case.at
        snooze.save(update_fields=["ended_at"])
    alert = _open(case, finding)
    if alert is None:
        return _raise(case, finding)
    return _join(case, finding, alert, broke_through=snooze is not None)


def is_worse(finding: Finding, snooze: Snooze) -> bool:
    """Say whether a finding breaks through: a higher severity, a worse value, or one that cannot be compared."""
    if finding.severity.order != Severity(snooze.severity).order:
        return finding.severity.order > Severity(snooze.severity).order
    if finding.badness is None:
        return False
    return snooze.badness is None or finding.badness > snooze.badness


def _known(case: Case, finding: Finding) -> Alert | None:
    """Return the alert that holds all of this evidence already, at this severity or a worse one."""
    sources = Q()
    for one in finding.evidence:
        sources |= Q(source_kind=one.source_kind, source_id=str(one.source_id))
    rows = AlertEvidence.objects.for_system("is this source known").filter(
        sources, subject_id=case.subject_id, rule_id=finding.rule_id, direction=finding.direction
    )
    as_bad = [row for row in rows if Severity(row.severity).is_at_least(finding.severity)]
    known = {(row.source_kind, row.source_id) for row in as_bad}
    if known != {(one.source_kind, str(one.source_id)) for one in finding.evidence}:
        return None
    newest = max(row.alert_id for row in as_bad)
    return Alert.objects.for_system("the alert of a known source").get(pk=newest)


def _makes_no_sense(case: Case, finding: Finding) -> bool:
    is_over = case.pregnancy is not None and not assumes_going(case.pregnancy)
    return is_over and case.rule.closes(finding.direction) and finding.severity != Severity.EMERGENCY


def _snooze(case: Case, finding: Finding) -> Snooze | None:
    rows = Snooze.objects.for_system("is this finding snoozed").select_for_update()
    found: Snooze | None = rows.filter(
        subject_id=case.subject_id,
        rule_id=finding.rule_id,
        direction=finding.direction,
        ended_at=None,
        until__gt=case.at,
    ).first()
    return found


def _suppress(case: Case, finding: Finding, by_what: SuppressedBy, snooze: Snooze | None) -> None:
    """Leave a row that says by whom or what; the same source once."""
    newest = max(finding.evidence, key=lambda one: one.at)
    SuppressedFinding.objects.for_system("a finding is suppressed").get_or_create(
        subject_id=case.subject_id,
        rule_id=finding.rule_id,
        direction=finding.direction,
        source_kind=newest.source_kind,
        source_id=str(newest.source_id),
        by_what=by_what,
        snooze=snooze,
        defaults={
            "pregnancy": case.pregnancy,
            "rule_version": finding.version,
            "severity": finding.severity,
            "badness": finding.badness,
            "evidence": [_plain(one) for one in finding.evidence],
            "suppressed_at": case.at,
        },
    )


def _plain(one: Evidence) -> dict[str, Any]:
    return {"what": one.what, "at": one.at.isoformat(), "values": msgspec.to_builtins(dict(one.values))}


def _open(case: Case, finding: Finding) -> Alert | None:
    rows = Alert.objects.for_system("the open alert that evidence joins").select_for_update(of=("self",))
    found: Alert | None = (
        rows.filter(
            subject_id=case.subject_id,
            rule_id=finding.rule_id,
            direction=finding.direction,
            state__in=OPEN,
        )
        .select_related("acknowledged_by", "subject")
        .first()
    )
    return found


def _raise(case: Case, finding: Finding) -> Alert:
    alert = Alert.objects.for_system("a rule found something").create(
        subject_id=case.subject_id,
        pregnancy=case.pregnancy,
        rule_id=finding.rule_id,
        rule_version=finding.version,
        direction=finding.direction,
        severity=finding.severity,
        badness=finding.badness,
        responsible=case.responsible,
        raised_at=case.at,
        waiting_since=case.at,
        next_step_at=case.at,
    )
    _append(case, finding, alert)
    note(alert, EntryKind.RAISED, at=case.at)
    emit(AlertRaised(alert=alert.public_id, mother=alert.subject.public_id, at=case.at))
    tell_next(alert, at=case.at)
    return alert


def _join(case: Case, finding: Finding, alert: Alert, *, broke_through: bool) -> Alert:
    """Append evidence to an open alert; raise it anew where it got worse."""
    _append(case, finding, alert)
    values: dict[str, Any] = {"condition_ended_at": None, "rule_version": finding.version}
    if finding.badness is not None:
        values["badness"] = max(finding.badness, alert.badness or finding.badness)
    if finding.severity.order > Severity(alert.severity).order:
        lifted = EntryKind.BROKE_THROUGH if broke_through else EntryKind.LIFTED
        change(alert, severity=finding.severity)
        raise_anew(alert, lifted, at=case.at, **values)
        emit(AlertLifted(alert=alert.public_id, mother=alert.subject.public_id, at=case.at))
    elif broke_through:
        raise_anew(alert, EntryKind.BROKE_THROUGH, at=case.at, **values)
        emit(AlertLifted(alert=alert.public_id, mother=alert.subject.public_id, at=case.at))
    else:
        change(alert, **values)
        note(alert, EntryKind.EVIDENCE, at=case.at)
        if alert.state == State.ACKNOWLEDGED:
            tell_taker(alert, at=case.at)
    return alert


def _append(case: Case, finding: Finding, alert: Alert) -> None:
    """Copy the evidence; a source that is there already at this severity is not written twice."""
    AlertEvidence.objects.for_system("evidence of an alert").bulk_create(
        [
            AlertEvidence(
                subject_id=case.subject_id,
                alert=alert,
                rule_id=finding.rule_id,
                direction=finding.direction,
                rule_version=finding.version,
                severity=finding.severity,
                what=one.what,
                occurred_at=one.at,
                recorded_at=case.at,
                values=msgspec.to_builtins(dict(one.values)),
                limits=case.limits.to_json(),
                source_kind=one.source_kind,
                source_id=str(one.source_id),
            )
            for one in finding.evidence
        ],
        ignore_conflicts=True,
    )
