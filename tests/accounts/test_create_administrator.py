"""The first administrator of a new site."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Person
from tests.factories import MotherFactory

pytestmark = pytest.mark.django_db
VARIABLE = "KAISHI_ADMINISTRATOR_PASSWORD"


def test_she_can_sign_in_with_the_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "grey heron over the lake")
    call_command("create_administrator", "First@Example.org", name="First")
    person = Person.objects.get()
    assert (person.email, person.role, person.is_superuser) == ("first@example.org", "administrator", True)
    assert person.check_password("grey heron over the lake")


@pytest.mark.parametrize(
    ("email", "password"), [("first@example.org", "short"), ("no address", "grey heron lake")]
)
def test_what_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch, email: str, password: str) -> None:
    monkeypatch.setenv(VARIABLE, password)
    with pytest.raises(CommandError):
        call_command("create_administrator", email)
    assert not Person.objects.exists()


def test_an_address_that_is_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "grey heron over the lake")
    mother = MotherFactory()
    with pytest.raises(CommandError, match="has an account already"):
        call_command("create_administrator", mother.email)
    assert Person.objects.get().role == "mother"


def test_where_nobody_can_type_it_asks_for_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(CommandError, match=VARIABLE):
        call_command("create_administrator", "first@example.org")
