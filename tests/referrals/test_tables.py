"""What the tables of referrals refuse, and that none of them has a key to a mother's record."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.utils import timezone

from apps.referrals.models import ImportRun, ImportSource, Partner
from apps.referrals.states import ImportState

pytestmark = pytest.mark.django_db


def test_a_partner_reads_one_feed_at_a_time():
    partner = Partner.objects.create(name="Shop", created_at=timezone.now())
    told = {"partner": partner, "source": ImportSource.UPLOAD, "state": ImportState.READING}
    ImportRun.objects.create(**told, created_at=timezone.now())
    with pytest.raises(IntegrityError, match="import_one_at_a_time"):
        ImportRun.objects.create(**told, created_at=timezone.now())


def test_no_table_of_the_catalogue_has_a_key_to_another_app_but_people_of_partners():
    found = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_app_config("referrals").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label != "referrals"
    }
    assert found == {
        "membership.person",
        "importrun.confirmed_by",
        "offerreport.looked_by",
        "memberinvitation.invited_by",
        "judgement.author",
        "agreement.made_by",
        "posting.posted_by",
        "partnerclient.application",
    }
