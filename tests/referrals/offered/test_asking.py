"""What she needs: told by plans, or asked for by herself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.foundation.contracts.needs import Need as Told
from apps.foundation.contracts.needs import NeedsPublished, NeedsWithdrawn
from apps.foundation.models import StoredAnswer
from apps.referrals import listeners
from apps.referrals.models import Need
from tests.referrals import offers
from tests.referrals.offered.conftest import JSON

pytestmark = pytest.mark.django_db


def test_what_would_tell_an_illness_is_never_told_by_plans_and_can_be_asked_for(her, partner):
    her.needs("device:glucose_strips", "food:oats", "unheard:of")
    assert [need.need_code for need in Need.objects.all()] == ["food:oats"]
    offers.product(partner, "g-1", ("device:glucose_strips", None, 1), title="Glucose strips", kind="device")
    assert "device:glucose_strips" in [one["need_code"] for one in her.sheet()["askable"]]
    answer = her.send("asked", need_code="device:glucose_strips")
    assert answer.status_code == 201
    assert her.send("asked", need_code="device:glucose_strips").status_code == 200
    assert her.titles() == ["Glucose strips"]
    her.needs("food:oats")
    assert her.titles() == ["Glucose strips"]
    assert her.phone.delete(f"/api/v1/offers/asked/{answer.json()['id']}").status_code == 204
    assert her.titles() == []
    assert her.send("asked", need_code="device:rocket").status_code == 400


def test_an_older_event_that_comes_late_changes_nothing(her, at):
    until, later = at + timedelta(days=3), at + timedelta(minutes=1)

    def told(code: str, moment: Any) -> NeedsPublished:
        return NeedsPublished(pseudonym=her.pseudonym, needs=[Told(need_code=code, until=until)], at=moment)

    listeners.keep_needs(told("food:oats", later))
    listeners.keep_needs(told("food:rice", at))
    listeners.keep_needs(told("food:oats", later))
    assert [need.need_code for need in Need.objects.all()] == ["food:oats"]
    listeners.let_needs_go(NeedsWithdrawn(pseudonym=her.pseudonym, at=at))
    assert Need.objects.count() == 1
    listeners.let_needs_go(NeedsWithdrawn(pseudonym=her.pseudonym, at=later + timedelta(minutes=1)))
    assert Need.objects.count() == 0


def test_no_answer_to_a_repeat_is_kept_beside_her_name(her, partner):
    headers = {"Idempotency-Key": str(uuid4())}
    for status in (201, 200):
        answer = her.phone.post("/api/v1/offers/asked", {"need_code": "food:oats"}, **JSON, headers=headers)
        assert answer.status_code == status
    assert StoredAnswer.objects.count() == 0
