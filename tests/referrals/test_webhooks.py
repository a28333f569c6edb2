"""Webhooks: the official library verifies them, nothing gets lost, and nobody inside is ever called."""

from __future__ import annotations

import socket
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from apps.foundation.transactions import unit_of_work
from apps.referrals import addresses, outward
from apps.referrals.models import SigningSecret, WebhookDelivery, WebhookEndpoint, WebhookMessage
from apps.referrals.services import delivering, webhooks
from apps.referrals.settling.pauses import PAUSES, pause_after
from bench._referrals.receiver import receiver
from tests.referrals import shop
from tests.referrals.test_conversions_api import clicked, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    settings.WEBHOOK_LOOPBACK = True
    with receiver() as seen:
        yield seen


def hooked(program, url, **fields):
    answer = program.send("POST", "webhooks", {"url": url, **fields})
    assert answer.status_code == 201, answer.content
    return answer.json()


def send_all(at=None, task_id="t"):
    at = at or timezone.now()
    ids = WebhookDelivery.objects.filter(state="waiting").order_by("pk").values_list("public_id", flat=True)
    return [delivering.deliver(one, task_id=task_id, now=lambda: at) for one in list(ids)]


def publish(program, kind="conversion.pending"):
    with unit_of_work(None):
        return webhooks.publish(
            program.partner.pk, is_live=program.is_live, kind=kind, data={"n": 1}, at=timezone.now()
        )


def test_the_official_library_verifies_what_a_partner_gets(program, server):
    made = hooked(program, server.url)
    program.signed("conversions", order(clicked(program.partner)))
    assert send_all() == [True]
    headers, body = server.got[0]
    told = Webhook(made["secret"]).verify(body, headers)
    assert told["type"] == "conversion.pending"
    assert set(told["data"]) == {
        "id",
        "order_reference",
        "state",
        "reason",
        "currency",
        "amount_minor",
        "refunded_minor",
        "commission_minor",
    }
    assert headers["webhook-id"] == str(WebhookMessage.objects.get().public_id)
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(body + b" ", headers)
    assert WebhookDelivery.objects.get().state == "delivered"
    assert send_all() == []


def test_during_a_rotation_both_secrets_verify_and_afterwards_the_new_one_only(program, server):
    made = hooked(program, server.url)
    rotated = program.send("POST", f"webhooks/{made['endpoint']['id']}/secrets").json()
    publish(program)
    send_all()
    headers, body = server.got[0]
    for secret in (made["secret"], rotated["secret"]):
        assert Webhook(secret).verify(body, headers)["data"] == {"n": 1}
    SigningSecret.objects.exclude(ends_at=None).update(ends_at=timezone.now() - timedelta(seconds=1))
    publish(program)
    send_all()
    headers, body = server.got[1]
    Webhook(rotated["secret"]).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(body, headers)


def test_what_fails_is_tried_for_three_days_and_then_dead(program, server):
    hooked(program, server.url)
    publish(program)
    server.answers = [500]
    at, began = timezone.now(), timezone.now()
    while WebhookDelivery.objects.get().state == "waiting":
        delivery = WebhookDelivery.objects.get()
        at = max(at, delivery.due_at)
        delivering.deliver(delivery.public_id, task_id="t", now=lambda at=at: at)
    assert WebhookDelivery.objects.get().state == "dead"
    assert len(server.got) == len(PAUSES) + 1
    assert timedelta(days=2, hours=22) < at - began < timedelta(days=3, hours=8)
    assert len({headers["webhook-id"] for headers, _ in server.got}) == 1
    assert len({body for _, body in server.got}) == 1
    server.answers = [200]
    replayed = program.send("POST", f"webhook-deliveries/{WebhookDelivery.objects.get().public_id}/replays")
    assert replayed.status_code == 202
    assert send_all() == [True]
    assert WebhookDelivery.objects.get().state == "delivered"
    assert server.got[-1][0]["webhook-id"] == server.got[0][0]["webhook-id"]


def test_pauses_grow_and_end():
    assert list(PAUSES) == sorted(PAUSES)
    assert pause_after(len(PAUSES) + 1, 0) is None
    assert pause_after(1, 1.0) == PAUSES[0] * 1.1


def test_an_address_that_is_gone_gets_nothing_more(program, server):
    hooked(program, server.url)
    publish(program)
    server.answers = [410]
    send_all()
    assert WebhookDelivery.objects.get().state == "dead"
    assert WebhookEndpoint.objects.get().ended_because == "gone"
    assert publish(program) == []


def test_a_redirect_is_not_followed(program, server):
    hooked(program, server.url)
    publish(program)
    server.answers = [302]
    send_all()
    assert len(server.got) == 1
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.tries.get().code) == ("waiting", "redirect")


def test_a_killed_worker_s_message_is_sent_by_another_and_the_first_one_changes_nothing(program, server):
    hooked(program, server.url)
    publish(program)
    at, delivery = timezone.now(), WebhookDelivery.objects.get()
    lost = delivering.claim(None, delivery_id=delivery.public_id, task_id="killed", at=at)
    assert delivering.deliver(delivery.public_id, task_id="other", now=timezone.now) is False
    assert delivering.take_up_again(None, at=at + timedelta(seconds=10)) == []
    later = at + timedelta(seconds=31)
    assert delivering.take_up_again(None, at=later) == []  # its claim ends; a pause later it is due
    assert delivering.take_up_again(None, at=later + timedelta(seconds=6)) == [delivery.public_id]
    assert delivering.deliver(delivery.public_id, task_id="other", now=lambda: later + timedelta(seconds=6))
    assert delivering.settle(None, lost, delivering.Came(500, "refused", 1), at=later) is False
    assert WebhookDelivery.objects.get().state == "delivered"
    assert len(server.got) == 1


def test_only_kinds_that_are_wanted_come_and_nothing_of_the_sandbox(program, program_of, server):
    hooked(program, server.url, events=["conversion.paid"])
    sandbox = program_of(program.partner, is_live=False)
    assert publish(program) == []
    assert publish(sandbox, "conversion.paid") == []
    assert len(publish(program, "conversion.paid")) == 1
    assert program.send("POST", "webhooks", {"url": server.url, "events": ["x"]}).status_code == 400


def test_an_order_that_is_taken_back_has_no_webhook(program, server):
    hooked(program, server.url)
    body = order(clicked(program.partner), currency="USD")
    assert program.signed("conversions", body).status_code == 400
    assert WebhookMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://shop.example/h", "https_only"),
        ("https://127.0.0.1/h", "name_only"),
        ("https://[::1]/h", "name_only"),
        ("https://2130706433/h", "name_only"),
        ("https://0x7f000001/h", "name_only"),
        ("https://127.1/h", "name_only"),
        ("https://127.0.0.1./h", "name_only"),
        ("https://localhost/h", "address_not_public"),
        ("https://user:word@shop.example/h", "address_form"),
        ("https://shop.example:8080/h", "port_not_allowed"),
        ("https://shop.example/h#x", "address_form"),
        ("https://shop.example:99999/h", "address_form"),
        ("https://shöp.example/h", "address_form"),
        ("ftp://shop.example/h", "https_only"),
        ("https:///h", "address_form"),
        ("", "blank"),
    ],
)
def test_addresses_that_are_never_kept(program, url, code, settings):
    settings.WEBHOOK_LOOPBACK = False
    answer = program.send("POST", "webhooks", {"url": url})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert WebhookEndpoint.objects.count() == 0


def test_a_program_is_told_in_words_why_an_address_is_not_kept(program, settings):
    settings.WEBHOOK_LOOPBACK = False
    error = program.send("POST", "webhooks", {"url": "http://shop.example/h"}).json()["errors"][0]
    assert error["message"] == "Only addresses that begin with https:// are called."


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "127.0.0.53",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "not an address",
    ],
)
def test_addresses_inside_are_not_public(address):
    assert addresses.is_public(address) is False


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_outside_are(address):
    assert addresses.is_public(address) is True


def test_a_name_with_one_address_inside_is_refused_whole(monkeypatch):
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(outward.Refused, match="address_not_public"):
        outward.checked("shop.example", 443)


def test_a_name_that_turns_inside_after_it_was_kept_is_not_called(program, monkeypatch, settings):
    settings.WEBHOOK_LOOPBACK = False
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["93.184.215.14"])
    hooked(program, "https://shop.example/h")
    publish(program)
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["127.0.0.1"])
    send_all()
    assert WebhookDelivery.objects.get().tries.get().code == "address_not_public"


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch, settings):
    """DNS rebinding: between the check and the connection a name may change its mind; nobody asks it again."""
    settings.WEBHOOK_LOOPBACK = False
    asked, connected = [], []

    def rebinding(host, port):
        asked.append(host)
        return ["93.184.215.14"] if len(asked) <= 2 else ["127.0.0.1"]

    def connect(address, *_args, **_kwargs):
        connected.append(address)
        raise OSError("no network in a test")

    monkeypatch.setattr(addresses, "resolve", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    import httpcore

    with pytest.raises(httpcore.ConnectError):
        outward.post("https://shop.example/h", headers={}, body=b"{}")
    assert connected == [("93.184.215.14", 443)]
    with pytest.raises(outward.Refused):
        outward.post("https://shop.example/h", headers={}, body=b"{}")
    assert len(connected) == 1


def test_another_partner_s_messages_are_not_there(program, program_of, server):
    made = hooked(program, server.url)
    other = program_of(shop.partner("Other"))
    delivery = publish(program)[0]
    for mine in (other, program_of(program.partner, is_live=False)):
        assert mine.send("DELETE", f"webhooks/{made['endpoint']['id']}").status_code == 404
        assert mine.send("POST", f"webhooks/{made['endpoint']['id']}/secrets").status_code == 404
        assert mine.send("POST", f"webhook-deliveries/{delivery.public_id}/replays").status_code == 404
        assert mine.send("GET", "webhooks").json()["results"] == []
        assert mine.send("GET", "webhook-deliveries").json()["results"] == []
    assert program.send("POST", f"webhook-deliveries/{delivery.public_id}/replays").status_code == 409
    assert program.send("POST", f"webhook-deliveries/{uuid4()}/replays").status_code == 404
    assert program.send("DELETE", f"webhooks/{made['endpoint']['id']}").status_code == 204
    assert program.send("GET", "webhooks").json()["results"] == []
    assert send_all() == [False]
    assert WebhookDelivery.objects.get().state == "dead"
