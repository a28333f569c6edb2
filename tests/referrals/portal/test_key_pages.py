"""Keys, webhooks and people: secrets are shown once, deletions come back, and roles hold."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from apps.referrals.models import (
    MemberInvitation,
    PartnerClient,
    SigningSecret,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from tests.referrals.portal.conftest import House, text_of

SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


def shown_once(owner: Client, house: House, answer: Any, page: str) -> list[str]:
    """The secrets of an answer, which no other page shows and no cache keeps."""
    found = SECRET.findall(text_of(answer))
    assert answer["Cache-Control"] == "no-store"
    assert found[-1] not in text_of(owner.get(house.url(page)))
    return found


def test_a_key_is_made_for_this_mode_and_its_secret_shown_once(house: House, owner: Client) -> None:
    told = {"name": "Second server", "scopes": ["reports:read", "catalogue:write"]}
    answer = owner.post(house.url("new_key", is_live=False), told)
    client_id, _secret = shown_once(owner, house, answer, "keys")
    made = PartnerClient.objects.get(name="Second server")
    assert (made.is_live, made.scopes, made.application.client_id) == (
        False,
        ["catalogue:write", "reports:read"],
        client_id,
    )
    assert client_id in text_of(owner.get(house.url("keys", is_live=False)))
    assert client_id not in text_of(owner.get(house.url("keys")))


@pytest.mark.parametrize(
    "told", [{"name": "x"}, {"scopes": ["reports:read"]}, {"name": "x", "scopes": ["root"]}]
)
def test_a_key_without_name_or_with_unknown_scopes_is_refused(
    house: House, owner: Client, told: dict[str, Any]
) -> None:
    before = PartnerClient.objects.count()
    assert owner.post(house.url("new_key"), told).status_code == 422
    assert PartnerClient.objects.count() == before


def test_a_key_gets_a_new_secret_and_ends(house: House, owner: Client) -> None:
    client_id = house.ids["client_id"]
    assert "seven days" in text_of(owner.get(house.url("rotate_key", client_id=client_id)))
    shown_once(owner, house, owner.post(house.url("rotate_key", client_id=client_id)), "keys")
    assert "the old secret is good until" in text_of(owner.get(house.url("keys")))
    assert "cannot be taken back" in text_of(owner.get(house.url("end_key", client_id=client_id)))
    assert PartnerClient.objects.get(public_id=client_id).ended_at is None
    owner.post(house.url("end_key", client_id=client_id))
    assert PartnerClient.objects.get(public_id=client_id).ended_at is not None
    assert owner.post(house.url("rotate_key", client_id=client_id)).status_code == 404


def test_the_signing_secret_is_made_and_changed_with_an_overlap(house: House, owner: Client) -> None:
    first = shown_once(owner, house, owner.post(house.url("rotate_signing")), "keys")
    second = shown_once(owner, house, owner.post(house.url("rotate_signing")), "keys")
    assert first != second
    rows = SigningSecret.objects.filter(partner=house.partner, endpoint=None)
    assert sorted(row.ends_at is None for row in rows) == [False, True]
    assert "The old one until" in text_of(owner.get(house.url("keys")))


def test_an_address_is_kept_tested_changed_deleted_and_brought_back(
    house: House, owner: Client, settings: Any
) -> None:
    settings.WEBHOOK_LOOPBACK = True
    told = {"url": "http://127.0.0.1:9/hook", "events": ["conversion.paid"]}
    shown_once(owner, house, owner.post(house.url("new_endpoint"), told), "webhooks")
    made = WebhookEndpoint.objects.get(url=told["url"])
    assert made.events == ["conversion.paid"]
    of = {"endpoint_id": made.public_id}
    sent = owner.post(house.url("ping", **of))
    assert "test message" in text_of(owner.get(sent["Location"])).lower()
    assert WebhookDelivery.objects.get(endpoint=made).message.kind == "test.ping"
    shown_once(owner, house, owner.post(house.url("rotate_endpoint", **of)), "webhooks")
    assert "Delete it" in text_of(owner.get(house.url("end_endpoint", **of)))
    owner.post(house.url("end_endpoint", **of))
    page = text_of(owner.get(house.url("webhooks")))
    assert "Bring back" in page
    assert "deleted by somebody of yours" in page
    owner.post(house.url("restore_endpoint", **of))
    made.refresh_from_db()
    assert made.ended_at is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://shop.example/h", "begin with https://"),
        ("https://127.0.0.1/h", "public name"),
        ("https://shop.example:444/h", "usual port"),
        ("https://localhost/h", "private network"),
        ("nonsense", "begin with https://"),
    ],
)
def test_an_address_that_is_not_called_is_refused_in_words(
    house: House, owner: Client, url: str, words: str
) -> None:
    before = WebhookEndpoint.objects.count()
    answer = owner.post(house.url("new_endpoint"), {"url": url})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert WebhookEndpoint.objects.count() == before


def test_the_log_tells_every_attempt_and_sends_again(house: House, owner: Client) -> None:
    delivery = WebhookDelivery.objects.get(public_id=house.ids["delivery_id"])
    of = {"delivery_id": delivery.public_id}
    assert owner.post(house.url("replay", **of)).status_code == 409, "on its way already"
    WebhookDelivery.objects.update(state="dead", attempts=10)
    WebhookAttempt.objects.create(
        delivery=delivery, at=delivery.created_at, status=503, code="refused", took_ms=41
    )
    assert "1 webhook was given up." in text_of(owner.get(house.url("overview")))
    log = text_of(owner.get(house.url("deliveries") + "?state=dead"))
    assert str(delivery.public_id) in log
    assert str(delivery.public_id) not in text_of(owner.get(house.url("deliveries") + "?state=delivered"))
    page = text_of(owner.get(house.url("delivery", **of)))
    for words in ("503", "41 ms", "refused by your server", "Ours-1", "Send again"):
        assert words in page
    assert owner.post(house.url("replay", **of)).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)


def test_people_are_invited_given_roles_and_taken_out(house: House, owner: Client) -> None:
    told = {"full_name": "Ida", "email": "ida@ours.example", "role": "editor", "language": "ko"}
    assert owner.post(house.url("invite"), told)["Location"] == house.url("people")
    page = text_of(owner.get(house.url("people")))
    assert "ida@ours.example" in page
    invitation = MemberInvitation.objects.get(email="ida@ours.example")
    owner.post(house.url("withdraw_invitation", invitation_id=invitation.public_id))
    assert not MemberInvitation.objects.filter(email="ida@ours.example").exists()
    member = {"member_id": house.editor.public_id}
    owner.post(house.url("change_role", **member), {"role": "viewer"})
    assert house.partner.memberships.get(person=house.editor).role == "viewer"
    owner.post(house.url("take_out", **member))
    assert not house.partner.memberships.filter(person=house.editor).exists()


@pytest.mark.parametrize("told", [{}, {"full_name": "x", "email": "no", "role": "king", "language": "en"}])
def test_an_invitation_that_says_too_little_is_refused(
    house: House, owner: Client, told: dict[str, str]
) -> None:
    before = MemberInvitation.objects.count()
    assert owner.post(house.url("invite"), told).status_code == 422
    assert MemberInvitation.objects.count() == before


def test_the_last_owner_stays(house: House, owner: Client) -> None:
    mine = {"member_id": house.owner.public_id}
    for answer in (
        owner.post(house.url("change_role", **mine), {"role": "viewer"}),
        owner.post(house.url("take_out", **mine)),
    ):
        assert answer.status_code == 422
        assert "has to stay the owner" in text_of(answer)
    assert house.partner.memberships.get(person=house.owner).role == "owner"
