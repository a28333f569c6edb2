"""Alerts under /api/v1/alerts: for clinicians only."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.alerts.api import serializers as out
from apps.alerts.selectors import alerts as selectors
from apps.alerts.services import handling, snoozing
from apps.alerts.states import OPEN
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.schema import page_of

TAGS = ["alerts"]


class ClinicianView(PersonAPIView):
    """A view of the care team."""

    roles: ClassVar = frozenset({Role.CLINICIAN})

    def of_mother(self, rows: QuerySet, asked: dict[str, Any]) -> QuerySet:
        """Narrow rows to one mother where that was asked."""
        return rows.filter(subject__public_id=asked["mother"]) if "mother" in asked else rows


class Alerts(ClinicianView):
    """Alerts, open and ended."""

    @extend_schema(
        operation_id="alerts_list", parameters=[out.AlertQuery], responses=page_of(out.AlertOut), tags=TAGS
    )
    def get(self, request: PersonRequest) -> Response:
        """List alerts of the mothers in one's care, newest first."""
        asked = out.AlertQuery.parse_query(request)
        rows = self.of_mother(selectors.alerts_visible_to(request.person), asked)
        if "state" in asked:
            rows = rows.filter(state__in=OPEN if asked["state"] == "open" else [asked["state"]])
        if "severity" in asked:
            rows = rows.filter(severity=asked["severity"])
        if "pregnancy" in asked:
            rows = rows.filter(pregnancy__public_id=asked["pregnancy"])
        return self.paged(rows, out.AlertOut)


class AlertWorklist(ClinicianView):
    """What one should act on."""

    @extend_schema(operation_id="alerts_worklist", responses=out.AlertWorklistOut, tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Read the open alerts: unanswered first, worst first, then longest waiting."""
        found = selectors.worklist(request.person, at=request.received_at)
        shown = {
            "waiting": found.counts.get(selectors.WAITS, 0),
            "is_cut": found.is_cut,
            "stands_still_since": found.stands_still_since,
            "alerts": found.rows,
        }
        return Response(out.AlertWorklistOut(shown).data)


class AlertDetail(ClinicianView):
    """One alert."""

    @extend_schema(operation_id="alerts_read", responses=out.AlertDetailOut, tags=TAGS)
    def get(self, request: PersonRequest, alert_id: UUID) -> Response:
        """Read an alert with its evidence and its journal."""
        alert = selectors.alert_visible_to(request.person, alert_id)
        shown = {
            "alert": alert,
            "evidence": selectors.evidence_of(alert),
            "journal": selectors.entries_of(alert),
        }
        return Response(out.AlertDetailOut(shown).data)


class Acknowledgement(ClinicianView):
    """Taking an alert."""

    @extend_schema(operation_id="alerts_acknowledge", request=out.SeenIn, responses=out.AlertOut, tags=TAGS)
    def post(self, request: PersonRequest, alert_id: UUID) -> Response:
        """Take an alert: it is not passed on any more. 409 `alert_taken` names who was first."""
        given = out.SeenIn.parse(request)
        alert = handling.acknowledge(
            request.person,
            alert_id=alert_id,
            at=request.received_at,
            seen_severity=given.get("severity"),
        )
        return Response(out.AlertOut(alert).data)

    @extend_schema(operation_id="alerts_give_back", responses={200: out.AlertOut}, tags=TAGS)
    def delete(self, request: PersonRequest, alert_id: UUID) -> Response:
        """Give back what one has taken by a slip, within a minute: its clock goes on."""
        alert = handling.give_back(request.person, alert_id=alert_id, at=request.received_at)
        return Response(out.AlertOut(alert).data)


class Resolution(ClinicianView):
    """Ending an alert."""

    @extend_schema(operation_id="alerts_resolve", request=out.ResolveIn, responses=out.AlertOut, tags=TAGS)
    def post(self, request: PersonRequest, alert_id: UUID) -> Response:
        """End an alert, and say how it ended."""
        given = out.ResolveIn.parse(request)
        alert = handling.resolve(
            request.person,
            alert_id=alert_id,
            outcome=given["outcome"],
            text=given.get("text", ""),
            at=request.received_at,
            seen_severity=given.get("severity"),
        )
        return Response(out.AlertOut(alert).data)


class AlertSnooze(ClinicianView):
    """Letting an alert rest."""

    @extend_schema(
        operation_id="alerts_snooze", request=out.SnoozeIn, responses={201: out.SnoozeOut}, tags=TAGS
    )
    def post(self, request: PersonRequest, alert_id: UUID) -> Response:
        """Take an alert and be told nothing of its kind for this mother until then, unless it gets worse."""
        given = out.SnoozeIn.parse(request)
        made = snoozing.snooze(request.person, alert_id=alert_id, at=request.received_at, **given)
        return Response(out.SnoozeOut(made).data, status=201)


class Snoozes(ClinicianView):
    """Snoozes, running and over."""

    @extend_schema(
        operation_id="snoozes_list",
        parameters=[out.OfMotherQuery],
        responses=page_of(out.SnoozeOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest) -> Response:
        """List snoozes, newest first."""
        asked = out.OfMotherQuery.parse_query(request)
        return self.paged(self.of_mother(selectors.snoozes_visible_to(request.person), asked), out.SnoozeOut)


class SnoozeEnd(ClinicianView):
    """Ending a snooze."""

    @extend_schema(operation_id="snoozes_end", request=None, responses=out.SnoozeOut, tags=TAGS)
    def post(self, request: PersonRequest, snooze_id: UUID) -> Response:
        """End a snooze before its time; its alert is raised anew."""
        ended = snoozing.end_snooze(request.person, snooze_id=snooze_id, at=request.received_at)
        return Response(out.SnoozeOut(ended).data)


class Suppressed(ClinicianView):
    """What was found and not said."""

    @extend_schema(
        operation_id="suppressed_findings_list",
        parameters=[out.OfMotherQuery],
        responses=page_of(out.SuppressedOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest) -> Response:
        """List suppressed findings, newest first, with who or what suppressed them."""
        asked = out.OfMotherQuery.parse_query(request)
        rows = self.of_mother(selectors.suppressed_visible_to(request.person), asked)
        return self.paged(rows, out.SuppressedOut)


class Missing(ClinicianView):
    """What rules cannot judge."""

    @extend_schema(
        operation_id="missing_facts_list",
        parameters=[out.OfMotherQuery],
        responses=page_of(out.MissingOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest) -> Response:
        """List what is missing now, newest first."""
        asked = out.OfMotherQuery.parse_query(request)
        rows = self.of_mother(selectors.missing_visible_to(request.person), asked)
        return self.paged(rows, out.MissingOut)
