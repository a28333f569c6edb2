"""A query on a subject's table says for whom it reads, or it does not run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max
from django.utils import timezone

from apps.accounts.models import Consent, Person
from apps.foundation import accesses
from apps.foundation.visibility import UnrecordedRead, Unscoped, subjects_visible_to
from apps.pregnancies.models import Fetus, Pregnancy
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    FetusFactory,
    MotherFactory,
    PartnerFactory,
    PregnancyFactory,
    in_care,
)

pytestmark = pytest.mark.django_db
GIVEN_AT = datetime(2026, 3, 1, tzinfo=timezone.get_default_timezone())


def consent_of(mother: Person) -> Consent:
    return Consent.objects.create(
        subject=mother, kind="monitoring", version=1, language="en", given_at=GIVEN_AT
    )


UNSCOPED = {
    "iterate": lambda q: list(q.all()),
    "get": lambda q: q.get(pk=1),
    "first": lambda q: q.first(),
    "count": lambda q: q.count(),
    "exists": lambda q: q.exists(),
    "aggregate": lambda q: q.aggregate(Count("id")),
    "update": lambda q: q.update(version=2),
    "delete": lambda q: q.all().delete(),
    "values": lambda q: list(q.values("id")),
    "iterator": lambda q: list(q.iterator()),
    "index": lambda q: q.all()[0],
    "in_bulk": lambda q: q.in_bulk(),
    "filter": lambda q: bool(q.filter(version=1)),
    "raw": lambda q: q.raw("SELECT * FROM accounts_consent"),
}


@pytest.mark.parametrize("use", UNSCOPED.values(), ids=UNSCOPED)
def test_a_query_without_a_scope_raises_and_changes_nothing(use):
    consent_of(MotherFactory())
    with pytest.raises(Unscoped):
        use(Consent.objects)
    assert list(Consent.objects.for_system("test").values_list("version", flat=True)) == [1]


async def test_a_stream_without_a_scope_raises():
    with pytest.raises(Unscoped):
        [row async for row in Consent.objects.all().aiterator()]


def test_a_reason_is_needed_to_read_for_nobody():
    with pytest.raises(Unscoped):
        Consent.objects.for_system("")


def test_nobody_sees_nothing_and_not_even_silently():
    with pytest.raises(Unscoped):
        Consent.objects.visible_to(AnonymousUser())


def test_who_sees_a_mothers_row():
    mother, clinician = MotherFactory(), ClinicianFactory()
    in_care(mother, clinician)
    row = consent_of(mother)
    others = [MotherFactory(), ClinicianFactory(), PartnerFactory(), AdministratorFactory()]
    assert [list(Consent.objects.visible_to(person)) for person in (mother, clinician)] == [[row], [row]]
    assert [list(Consent.objects.visible_to(person)) for person in others] == [[], [], [], []]
    assert list(subjects_visible_to(clinician)) == [mother]
    assert list(subjects_visible_to(mother)) == [mother]
    assert [list(subjects_visible_to(person)) for person in others[1:]] == [[], [], []]


def test_an_account_that_was_closed_sees_nothing():
    mother = MotherFactory(is_active=False)
    consent_of(mother)
    assert list(Consent.objects.visible_to(mother)) == []


def reads(function: Any) -> dict[Any, list[Any]]:
    with accesses.collected() as collector:
        function()
    return {key: list(ids) for key, ids in collector.reads.items()}


def test_a_read_of_somebody_else_is_noted_once_and_ones_own_is_not():
    mother, clinician = MotherFactory(), ClinicianFactory()
    in_care(mother, clinician)
    row = consent_of(mother)
    assert reads(lambda: [list(Consent.objects.visible_to(clinician)) for _ in range(2)]) == {
        (clinician.pk, mother.pk, "accounts.consent"): [row.public_id]
    }
    assert reads(lambda: list(Consent.objects.visible_to(mother))) == {}


@pytest.mark.parametrize(
    "use",
    [
        lambda q: list(q.iterator()),
        lambda q: q.first(),
        lambda q: list(q.values("subject_id", "public_id")),
        lambda q: q.in_bulk(),
    ],
)
def test_each_way_of_reading_rows_is_noted(use):
    mother, clinician = MotherFactory(), ClinicianFactory()
    in_care(mother, clinician)
    row = consent_of(mother)
    assert reads(lambda: use(Consent.objects.visible_to(clinician))) == {
        (clinician.pk, mother.pk, "accounts.consent"): [row.public_id]
    }


def test_a_read_that_cannot_be_noted_is_refused():
    mother, clinician = MotherFactory(), ClinicianFactory()
    in_care(mother, clinician)
    consent_of(mother)
    visible = Consent.objects.visible_to(clinician)
    for use in (
        lambda: list(visible.values("version")),
        lambda: list(visible.values_list("version", flat=True)),
        lambda: visible.aggregate(Max("version")),
    ):
        with pytest.raises(UnrecordedRead):
            use()
    assert visible.aggregate(count=Count("id")) == {"count": 1}


def test_without_a_collector_somebody_elses_row_is_not_handed_out():
    mother, clinician = MotherFactory(), ClinicianFactory()
    in_care(mother, clinician)
    consent_of(mother)
    token = accesses._collector.set(None)
    try:
        query = Consent.objects.visible_to(clinician)
        for _ in range(2):  # a second look at the same query must not find what the first one fetched
            with pytest.raises(UnrecordedRead):
                list(query)
        assert len(Consent.objects.visible_to(mother)) == 1
    finally:
        accesses._collector.reset(token)


def test_rows_reached_through_a_row_inherit_its_scope_and_are_noted():
    mother, clinician = MotherFactory(), ClinicianFactory()
    in_care(mother, clinician)
    pregnancy = PregnancyFactory(mother=mother)
    fetus = FetusFactory(pregnancy=pregnancy)
    expected = {
        (clinician.pk, mother.pk, "pregnancies.pregnancy"): [pregnancy.public_id],
        (clinician.pk, mother.pk, "pregnancies.fetus"): [fetus.public_id],
    }

    def one_by_one() -> None:
        assert list(Pregnancy.objects.visible_to(clinician).get().fetuses.all()) == [fetus]

    def prefetched() -> None:
        [row] = Pregnancy.objects.visible_to(clinician).prefetch_related("fetuses")
        assert list(row.fetuses.all()) == [fetus]

    assert reads(one_by_one) == expected
    assert reads(prefetched) == expected
    assert reads(lambda: list(pregnancy.fetuses.all())) == {}  # made here, read for nobody


def test_a_person_or_a_team_in_hand_gives_no_scope():
    clinician = ClinicianFactory()
    query = Fetus.objects.all()
    query._hints = {"instance": clinician}
    with pytest.raises(Unscoped):
        list(query)


def test_two_scopes_are_not_combined():
    mother, stranger = MotherFactory(), MotherFactory()
    consent_of(stranger)
    narrow, wide = Consent.objects.visible_to(mother), Consent.objects.for_system("test")
    for combine in (
        lambda: narrow | wide,
        lambda: narrow & wide,
        lambda: narrow ^ wide,
        lambda: narrow.union(wide),
    ):
        with pytest.raises(Unscoped):
            combine()
    assert list(narrow.filter(version=1) | narrow.filter(version=2)) == []
