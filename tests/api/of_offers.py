"""What the world has of offers: a mother who agreed, a line of her plan, what was shown to her and hidden; a veto."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.referrals.models import Need
from apps.referrals.services import books, showing
from tests.referrals import offers, shop


def make(world: Any) -> None:
    """`product_id`: shown to her; `hidden_product_id`: hidden; `need_id`: asked for; `veto_id`: made by the midwife."""
    at, mother = timezone.now(), world.people["mother"]
    partner = offers.fresh(shop.partner(), at)
    pseudonym = offers.agree(mother, at)
    books.say_country(mother, country="DE", at=at)
    offers.agree(world.people["other_mother"], at)
    shown, hidden = (_mat(partner, name) for name in ("y-1", "y-2"))
    offers.ask_for(pseudonym, "gear:yoga", at=at)
    world.make("mother", "post", "offers/asked", _sent({"need_code": "device:glucose_strips"}))
    sheet = showing.show(mother, at=at)
    assert len(sheet.lines[0].offers) == 2
    answer = world.call("mother", "post", "/api/v1/offers/hidden", _sent({"product": str(hidden.public_id)}))
    assert answer.status_code == 204
    world.ids["product_id"], world.ids["hidden_product_id"] = shown.public_id, hidden.public_id
    world.ids["need_id"] = Need.objects.get(pseudonym=pseudonym, is_asked=True).public_id
    address = f"pregnancies/{world.ids['pregnancy_id']}/offer-vetoes"
    world.ids["veto_id"] = world.make("midwife", "post", address, _sent(veto("cosmetic")))


def veto(category: str) -> dict[str, str]:
    """The body that lets nobody offer a category."""
    return {"category": category, "reason": "Her skin is sore."}


def of_shown(world: Any) -> dict[str, str]:
    """The body that names the product that was shown."""
    return {"product": str(UUID(str(world.ids["product_id"])))}


def _mat(partner: Any, item_id: str) -> Any:
    use = ("gear:yoga", None, 1.0)
    return offers.product(partner, item_id, use, title=f"Yoga mat {item_id}", kind="gear")


def _sent(body: dict[str, Any]) -> Any:
    from tests.api.world import Sent

    return Sent(body)
