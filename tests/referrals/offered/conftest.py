"""A mother who agreed to offers, her phone, and a shop that nobody objects to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.foundation.contracts import offer_checks
from apps.referrals.models import Partner
from tests.factories import MotherFactory
from tests.referrals import offers, shop

JSON = {"content_type": "application/json"}


class Her:
    """A mother in Berlin who agreed, and her phone."""

    def __init__(self, client_of: Callable[..., Any], at: Any) -> None:
        self.person = MotherFactory(time_zone="Europe/Berlin")
        self.pseudonym = offers.agree(self.person, at)
        self.phone, self.at = client_of(self.person), at

    def needs(self, *codes: str) -> None:
        offers.ask_for(self.pseudonym, *codes, at=timezone.now())

    def sheet(self) -> dict[str, Any]:
        answer = self.phone.get("/api/v1/offers")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def way_out(self) -> str:
        """The path behind the first offer of the first line."""
        link: str = self.sheet()["lines"][0]["offers"][0]["link"]
        return link.removeprefix("http://testserver")

    def titles(self) -> list[str]:
        return [offer["title"] for line in self.sheet()["lines"] for offer in line["offers"]]

    def send(self, path: str, **body: Any) -> Any:
        return self.phone.post(f"/api/v1/offers/{path}", body, **JSON)


@pytest.fixture(autouse=True)
def _nobody_objects(monkeypatch):
    monkeypatch.setattr(offer_checks, "_checks", {"test": offers.lets_all})


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def partner(at) -> Partner:
    return offers.fresh(shop.partner(), at)


@pytest.fixture
def her(client_of, at) -> Her:
    return Her(client_of, at)
