"""What she hides and reports, and what people decide about it."""

from __future__ import annotations

from uuid import UUID

import pytest

from apps.foundation.errors import Conflict, Forbidden, NotVisible
from apps.referrals.models import HeldProduct, ProductUse
from apps.referrals.selectors import complaints
from apps.referrals.services import judging, uses
from tests.factories import AdministratorFactory, MotherFactory
from tests.referrals import offers
from tests.referrals.offered.conftest import Her

pytestmark = pytest.mark.django_db


def test_hiding_is_hers_alone_and_can_be_undone(her, partner, client_of, at):
    made = offers.oats(partner, "o-1")
    her.needs("food:oats")
    assert her.send("hidden", product=str(made.public_id)).status_code == 404, "it was never shown to her"
    assert her.titles() == ["Oats 500 g"]
    assert her.send("hidden", product=str(made.public_id)).status_code == 204
    assert her.send("hidden", product=str(made.public_id)).status_code == 204
    assert her.titles() == []
    other = Her(client_of, at)
    other.needs("food:oats")
    assert other.titles() == ["Oats 500 g"]
    assert her.phone.delete(f"/api/v1/offers/hidden/{made.public_id}").status_code == 204
    assert her.titles() == ["Oats 500 g"]


def test_three_reports_take_a_product_out_until_somebody_has_looked(her, partner, client_of, at):
    made = offers.oats(partner, "o-1")
    people = [her, Her(client_of, at), Her(client_of, at)]
    watcher = Her(client_of, at)
    watcher.needs("food:oats")
    for number, one in enumerate(people):
        one.needs("food:oats")
        assert one.titles() == ["Oats 500 g"]
        assert one.send("reports", product=str(made.public_id), reason="unsafe").status_code == 201
        assert one.send("reports", product=str(made.public_id), reason="substitute").status_code == 200
        assert one.titles() == []
        assert watcher.titles() == (["Oats 500 g"] if number < 2 else [])
    waiting = complaints.waiting()
    assert [(one.product, one.reasons, one.is_held) for one in waiting] == [(made, {"substitute": 3}, True)]
    about = {"product_id": made.public_id, "seen": "", "reason": "Called the maker.", "at": at}
    boss = AdministratorFactory()
    judging.look_at_reports(boss, is_fine=True, **about)
    assert (watcher.titles(), complaints.waiting()) == (["Oats 500 g"], [])
    assert her.titles() == [], "who reported it has hidden it"
    with pytest.raises(Conflict):
        judging.look_at_reports(boss, is_fine=False, **about)
    late = Her(client_of, at)
    late.needs("food:oats")
    assert late.titles() == ["Oats 500 g"]
    assert late.send("reports", product=str(made.public_id), reason="unsafe").status_code == 201
    judging.look_at_reports(boss, is_fine=False, **about)
    assert watcher.titles() == []
    assert HeldProduct.objects.get().is_for_good


def test_only_an_administrator_looks_at_reports(her, at):
    about = {"product_id": UUID(int=1), "seen": "", "is_fine": True, "reason": "Fine.", "at": at}
    with pytest.raises(Forbidden):
        judging.look_at_reports(her.person, **about)
    with pytest.raises(NotVisible):
        judging.look_at_reports(AdministratorFactory(), **about)


def test_what_a_person_allowed_is_offered_as_long_as_it_is_what_she_saw(her, partner, at):
    made = offers.oats(partner, "o-1", verdict="warn", content_sha=b"seen")
    her.needs("food:oats")
    assert her.titles() == []
    about = {"product_id": made.public_id, "seen": b"seen".hex(), "reason": "Fine.", "at": at}
    judging.judge(AdministratorFactory(), is_allowed=True, **about)
    assert her.titles() == ["Oats 500 g"]
    type(made).objects.filter(pk=made.pk).update(content_sha=b"another")
    assert her.titles() == []
    type(made).objects.filter(pk=made.pk).update(content_sha=b"seen")
    judging.judge(AdministratorFactory(), is_allowed=False, **about)
    assert her.titles() == []


def test_a_way_out_closes_with_what_closes_an_offer(her, partner, at):
    made = offers.oats(partner, "o-1", verdict="warn", content_sha=b"seen")
    judging.judge(
        AdministratorFactory(),
        product_id=made.public_id,
        seen=b"seen".hex(),
        is_allowed=True,
        reason="Fine.",
        at=at,
    )
    her.needs("food:oats")
    link = her.way_out()
    agent = {"headers": {"User-Agent": "Mozilla/5.0 Chrome/130.0"}}
    assert her.phone.get(link, **agent).status_code == 302
    HeldProduct.objects.create(product=made, held_at=at)
    assert her.phone.get(link, **agent).status_code == 410
    HeldProduct.objects.all().delete()
    type(made).objects.filter(pk=made.pk).update(content_sha=b"another")
    assert her.phone.get(link, **agent).status_code == 410


def test_a_held_product_does_not_come_back_with_the_next_feed(her, partner, at):
    made, other = (offers.oats(partner, item_id) for item_id in ("o-1", "o-2"))
    HeldProduct.objects.create(product=made, held_at=at)
    type(made).objects.update(changed_at=at)
    assert ProductUse.objects.count() == 2
    uses.renew_changed(partner.pk, at=at)
    assert list(ProductUse.objects.values_list("product_id", flat=True)) == [other.pk]


def test_her_history_is_of_her_own_pseudonym(her, partner, client_of, at):
    made = offers.oats(partner, "o-1", title="Oats 500 g")
    her.needs("food:oats")
    link = her.way_out()
    for _ in range(2):
        her.phone.get(link, headers={"User-Agent": "Mozilla/5.0 Chrome/130.0"})
    her.send("reports", product=str(made.public_id), reason="broken")
    told = her.phone.get("/api/v1/offers/history").json()
    assert [(one["title"], one["partner"]) for one in told["taken"]] == [("Oats 500 g", "Shop")]
    assert [one["title"] for one in told["hidden"]] == ["Oats 500 g"]
    assert [(one["reason"], one["looked_at"]) for one in told["reported"]] == [("broken", None)]
    empty = {"taken": [], "hidden": [], "reported": []}
    assert Her(client_of, at).phone.get("/api/v1/offers/history").json() == empty
    assert client_of(MotherFactory()).get("/api/v1/offers/history").json() == empty
