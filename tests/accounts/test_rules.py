"""Consent texts, what a phone may hold, history, and the schema of signing in."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from apps.accounts import access_words, consent_texts
from apps.accounts.models import ConsentKind, Language
from apps.accounts.services import people, teams
from apps.foundation import feed
from apps.foundation.models import Revision
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory


@pytest.mark.parametrize("kind", ConsentKind.values)
def test_every_kind_has_a_text_in_every_language(kind: str) -> None:
    text = consent_texts.current(kind)
    assert text.languages == sorted(Language.values)
    assert len({len(paragraphs) for paragraphs in text.paragraphs.values()}) == 1
    assert all(paragraph for paragraphs in text.paragraphs.values() for paragraph in paragraphs)


def test_versions_are_counted_without_a_gap() -> None:
    for kind in ConsentKind.values:
        versions = sorted(version for found, version in consent_texts.texts() if found == kind)
        assert versions == list(range(1, len(versions) + 1))


def test_the_feeds_kinds_are_registered() -> None:
    assert {"person", "consent"} <= feed.kinds().keys()


def test_a_kind_without_words_is_called_by_its_tables_name() -> None:
    assert access_words.of("accounts.careteam") == "Care team"
    assert access_words.of("gone.table") == "gone.table"


@pytest.mark.django_db
def test_history_says_who_let_whom_belong_to_a_team() -> None:
    from django.utils import timezone

    administrator, clinician = AdministratorFactory(), ClinicianFactory()
    team = teams.create_team(administrator, name="Ward 3")
    at = timezone.now()
    teams.add_member(
        administrator, team_id=team.public_id, person_id=clinician.public_id, is_lead=False, at=at
    )
    teams.remove_member(administrator, team_id=team.public_id, person_id=clinician.public_id, at=at)
    kept = Revision.objects.filter(table_name="accounts_teammembership").order_by("id")
    assert [(one.operation, one.actor_id) for one in kept] == [
        ("INSERT", administrator.pk),
        ("UPDATE", administrator.pk),
    ]
    assert kept[1].before["ended_at"] is None
    assert kept[1].after["ended_at"] is not None


@pytest.mark.django_db
def test_state_before_and_changes_are_the_state_after() -> None:
    mother = MotherFactory()
    after = feed.head(mother.pk)
    people.change_own(mother, full_name="New name")
    people.change_own(mother, weight_unit="lb")
    page = feed.read(mother, after=after, limit=10)
    [change] = page.changes
    assert (change["object"]["full_name"], change["object"]["weight_unit"]) == ("New name", "lb")


def test_the_schema_names_every_step_of_signing_in() -> None:
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    paths = {path: sorted(item) for path, item in schema["paths"].items() if path.startswith("/api/auth/")}
    base = "/api/auth/app/v1"
    assert paths[f"{base}/auth/session"] == ["delete", "get"]
    assert paths[f"{base}/auth/sessions"] == ["delete", "get"]
    for step in ("signup", "login", "code/request", "code/confirm", "2fa/authenticate", "email/verify"):
        assert paths[f"{base}/auth/{step}"] == ["post"]
    used = {part for part in str(schema["paths"]).split("'") if part.startswith("#/components/schemas/")}
    missing = {name for name in used if name.rsplit("/", 1)[1] not in schema["components"]["schemas"]}
    assert missing == set()


def test_every_address_in_the_schema_of_signing_in_exists() -> None:
    from django.urls import resolve

    from apps.accounts.api.auth_schema import BASE, OPERATIONS

    for method, address, *_ in OPERATIONS:
        assert hasattr(resolve(BASE + address).func.view_class, method), address
