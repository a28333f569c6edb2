"""The addresses that a supervisor asks."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from kaishi import health


def test_live_answers_without_any_server(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_names_each_part(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    parts = {"database": "ok", "valkey": "ok", "migrations": "ok"}
    assert answer.json() == {"status": "ready", "parts": parts}


@pytest.mark.django_db
def test_ready_says_that_valkey_is_away(client: Client, settings: Settings, tmp_path: Path) -> None:
    nobody = {"LOCATION": f"unix://{tmp_path / 'nobody.sock'}?db=0"}
    settings.CACHES = {"default": settings.CACHES["default"] | nobody}
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    parts = {"database": "ok", "valkey": "failed", "migrations": "ok"}
    assert answer.json() == {"status": "not ready", "parts": parts}


@pytest.mark.django_db
def test_ready_says_that_a_migration_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", set())
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'sessions'")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["parts"]["migrations"] == "failed"


def test_metrics_are_for_this_machine(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    behind_a_proxy = client.get("/metrics", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "192.0.2.7"})
    assert behind_a_proxy.status_code == 403


def test_metrics_with_a_token_need_the_token_everywhere(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 403
    wrong = {"Authorization": "Bearer another"}
    right = {"Authorization": "Bearer a-long-token"}
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1", headers=wrong).status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7", headers=right).status_code == 200


def test_health_is_read_only(client: Client) -> None:
    assert [client.post(path).status_code for path in ("/health/live", "/health/ready", "/metrics")] == [
        405
    ] * 3
