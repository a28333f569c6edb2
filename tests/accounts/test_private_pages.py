"""A ward computer is shared: what a signed-in person saw is kept by no browser."""

from __future__ import annotations

import pytest

from tests.factories import ClinicianFactory, MotherFactory, PregnancyFactory, in_care

pytestmark = pytest.mark.django_db


def test_pages_of_a_signed_in_person_are_kept_nowhere(client_of):
    pregnancy = PregnancyFactory()
    clinician = ClinicianFactory()
    in_care(pregnancy.subject, clinician)
    client = client_of(clinician)
    for address in ["/worklist/", "/mothers/", f"/pregnancies/{pregnancy.public_id}/", "/account/settings/"]:
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert "no-store" in answer["Cache-Control"]
    assert "no-store" in client_of(MotherFactory()).get("/me/")["Cache-Control"]
