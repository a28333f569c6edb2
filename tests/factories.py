"""People and things for tests. Each factory makes the smallest one that is whole."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from apps.accounts.models import Care, CareTeam, Person, Profession, Role, TeamMembership

PASSWORD = "grey heron over the lake"


class PersonFactory(DjangoModelFactory):
    """Somebody with the password `PASSWORD`; a mother unless told otherwise."""

    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.MOTHER

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        kwargs.setdefault("password", PASSWORD)
        person = model_class.objects.create_user(*args, **kwargs)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person


class MotherFactory(PersonFactory):
    email = factory.Sequence(lambda n: f"mother{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Mother {n}")


class ClinicianFactory(PersonFactory):
    """An obstetrician; `profession="midwife"` for another."""

    email = factory.Sequence(lambda n: f"clinician{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Clinician {n}")
    role = Role.CLINICIAN
    profession = Profession.OBSTETRICIAN


class PartnerFactory(PersonFactory):
    email = factory.Sequence(lambda n: f"partner{n}@example.org")
    role = Role.PARTNER


class AdministratorFactory(PersonFactory):
    email = factory.Sequence(lambda n: f"administrator{n}@example.org")
    role = Role.ADMINISTRATOR


class CareTeamFactory(DjangoModelFactory):
    class Meta:
        model = CareTeam

    name = factory.Sequence(lambda n: f"Team {n}")


def in_care(mother: Person, clinician: Person, *, team: CareTeam | None = None) -> CareTeam:
    """Put both into one team (a new one unless given) from now on; returns the team."""
    team = team or CareTeamFactory()
    since = {"started_at": timezone.now()}
    TeamMembership.objects.get_or_create(team=team, person=clinician, ended_at=None, defaults=since)
    Care.objects.get_or_create(mother=mother, team=team, ended_at=None, defaults=since)
    return team


class PregnancyFactory(DjangoModelFactory):
    """A going pregnancy; `mother=` gives it to somebody. Without a dating: nothing is known of its weeks."""

    class Meta:
        model = "pregnancies.Pregnancy"

    class Params:
        mother = factory.SubFactory(MotherFactory)

    subject = factory.SelfAttribute("mother")


class FetusFactory(DjangoModelFactory):
    """A living fetus, labelled A unless told otherwise."""

    class Meta:
        model = "pregnancies.Fetus"

    pregnancy = factory.SubFactory(PregnancyFactory)
    subject = factory.SelfAttribute("pregnancy.subject")
    label = "A"


def let_record_at_home(pregnancy: Any) -> None:
    """What the gate before a recording at home asks for: her consent, and an opening for everything else.

    For tests about other things. The opening names every reason, whether it holds or not.
    """
    from datetime import timedelta

    from apps.accounts.models import Consent, ConsentKind
    from apps.monitoring.models import GateOpening
    from apps.monitoring.rules import tables

    at, mother = timezone.now(), pregnancy.subject
    Consent.objects.for_system("test").get_or_create(
        subject=mother,
        kind=ConsentKind.HOME_RECORDING,
        withdrawn_at=None,
        defaults={"version": 1, "language": "en", "given_at": at},
    )
    GateOpening.objects.for_system("test").create(
        subject=mother,
        pregnancy=pregnancy,
        keys=[*tables.by_id("gate", "reason"), *(f"risk:{code}" for code in tables.by_id("gate", "risk"))],
        reason="A test about other things.",
        rule_version=1,
        author=ClinicianFactory(),
        from_at=at - timedelta(days=300),
        until=at + timedelta(days=1),
    )
