"""Addresses under /api/v1/ that belong to no subject of the domain."""

from django.urls import path

from apps.foundation.api.changes import Changes
from apps.foundation.api.socket_tickets import SocketTickets

urlpatterns = [
    path("changes", Changes.as_view(), name="changes"),
    path("socket-tickets", SocketTickets.as_view(), name="socket-tickets"),
]
