"""The addresses that a supervisor asks."""

import pytest
from django.test import Client


def test_live_answers_without_any_server(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


@pytest.mark.django_db
def test_ready_names_each_part(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "parts": {"database": "ok", "valkey": "ok", "migrations": "ok"},
    }
