"""Addresses of calls."""

from __future__ import annotations

from django.urls import path

from apps.consultations.api import calls

urlpatterns = [
    path("consultations/<uuid:thread_id>/calls", calls.ThreadCalls.as_view(), name="thread-calls"),
    path("calls/own", calls.OwnCall.as_view(), name="own-call"),
    path("calls/<uuid:call_id>", calls.OneCall.as_view(), name="call"),
    path("calls/<uuid:call_id>/answer", calls.CallAnswer.as_view(), name="call-answer"),
    path("calls/<uuid:call_id>/decline", calls.Decline.as_view(), name="call-decline"),
    path("calls/<uuid:call_id>/end", calls.HangUp.as_view(), name="call-end"),
    path("calls/<uuid:call_id>/consents", calls.CallConsents.as_view(), name="call-consents"),
    path("calls/<uuid:call_id>/ice-servers", calls.IceServers.as_view(), name="call-ice-servers"),
]
