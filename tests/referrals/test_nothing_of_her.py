"""Everything that goes out to a partner, field by field: a field that is not listed fails, and so does one that tells.

She is made of words that occur nowhere else; none of them, and no number of hers, may be found in what went out.
"""

from __future__ import annotations

import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from apps.foundation import events
from apps.foundation.contracts import offer_checks
from apps.foundation.models import OutboxMessage
from apps.referrals import listeners
from apps.referrals.models import Click, Conversion, Need, OfferLink, Posting, WebhookDelivery
from apps.referrals.selectors.balances import balances
from apps.referrals.services import conversions, delivering
from bench._referrals.receiver import receiver
from tests.factories import MotherFactory
from tests.referrals import offers
from tests.referrals.test_conversions_api import order

pytestmark = pytest.mark.django_db

PAGE = {"next", "previous", "results"}
CONVERSION = {
    "id",
    "order_reference",
    "state",
    "reason",
    "currency",
    "amount_minor",
    "refunded_minor",
    "commission_minor",
}
ENDPOINT = {"endpoint", "url", "events", "created_at", "secret"}
MAY_GO_OUT = {
    "link": {"colour", "click_id"},
    "webhook headers": {
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "webhook-id",
        "webhook-signature",
        "webhook-timestamp",
    },
    "webhook body": {"type", "timestamp", "data"} | CONVERSION,
    "conversions": PAGE | CONVERSION,
    "refund": {"refund_reference", "amount_minor", "commission_minor", "conversion"} | CONVERSION,
    "statements": {"months", "currencies"},
    "statement": {"month", "currency", "is_live", "opening", "lines", "closing", "kind", "entries", "amounts"}
    | {"pending", "owed"},
    "statement csv": {"month", "currency", "movement", "entries", "pending_minor", "owed_minor"},
    "days": {"day", "clicks", "not_counted", "orders"},
    "reconciliation": {
        "id",
        "at",
        "counts",
        "report",
        "line",
        "order_reference",
        "finding",
        "missing",
        "same",
    }
    | {"unknown_order", "approved"},
    "webhooks": PAGE | ENDPOINT | {"id"},
    "deliveries": PAGE
    | {"id", "message_id", "kind", "endpoint_id", "state", "attempts", "due_at", "created_at", "tries"}
    | {"at", "status", "code", "took_ms"},
}


class Outbound:
    """What went out, by where."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def keep(self, where: str, text: str, names: set[str]) -> None:
        """Keep a text, and check the names of its fields."""
        assert names <= MAY_GO_OUT[where], f"{where} tells more: {sorted(names - MAY_GO_OUT[where])}"
        self.texts[where] = self.texts.get(where, "") + text

    def json(self, where: str, answer) -> dict:
        """Keep an answer of the API, headers included."""
        assert answer.status_code < 300, answer.content
        assert not answer.cookies
        told = answer.json()
        self.keep(where, answer.content.decode() + str(dict(answer.headers)), names_of(told))
        return told


def names_of(value) -> set[str]:
    """Every name of a field at any depth."""
    if isinstance(value, dict):
        return set(value) | {name for one in value.values() for name in names_of(one)}
    if isinstance(value, list):
        return {name for one in value for name in names_of(one)}
    return set()


class Her:
    """A mother, and everything that could give her away."""

    def __init__(self) -> None:
        self.person = MotherFactory(
            full_name="Quillverine Ostrandsen",
            email="quillverine@ostrandsen.example",
            time_zone="Europe/Berlin",
        )
        self.pseudonym, self.address = offers.agree(self.person, timezone.now()), "203.0.113.77"
        self.agent = "Mozilla/5.0 (Linux; Android 15; Ostrandphone) AppleWebKit/537.36"
        self.referrer = "https://kaishi.example/plans/gestational-diabetes/week-29"

    def telltales(self) -> list[str]:
        """Texts that may occur nowhere outside."""
        return [
            "quillverine",
            "ostrand",
            str(self.person.public_id),
            self.person.public_id.hex,
            str(self.pseudonym),
            self.pseudonym.hex,
            self.address,
            "gestational",
            "diabetes",
            "week-29",
            "pseudonym",
            "iron_deficiency",
        ]


@pytest.fixture(autouse=True)
def _nobody_objects(monkeypatch):
    monkeypatch.setattr(offer_checks, "_checks", {"test": offers.lets_all})


@pytest.fixture
def her():
    return Her()


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def test_nothing_of_her_goes_out(program, her, settings, lines):
    settings.WEBHOOK_LOOPBACK = True
    out, october = Outbound(), datetime(2026, 10, 12, 9, tzinfo=UTC)
    with receiver() as server, time_machine.travel(october, tick=False):
        program.renew()
        out.json("webhooks", program.send("POST", "webhooks", {"url": server.url}))
        out.json("webhooks", program.send("GET", "webhooks"))
        clicked_through(program, her, out)
        out.json("conversions", program.signed("conversions", order(Click.objects.get())))
        out.json("conversions", program.send("GET", "conversions"))
        refund = {"order_reference": "o-1", "refund_reference": "r-1", "amount_minor": 100}
        out.json("refund", program.signed("refunds", refund))
        conversions.approve_due(None, at=timezone.now() + timedelta(days=31))
        for one in WebhookDelivery.objects.order_by("pk"):
            delivering.deliver(one.public_id, task_id="t", now=timezone.now)
        out.json("deliveries", program.send("GET", "webhook-deliveries"))
        sent(server, out)
    with time_machine.travel(datetime(2026, 12, 3, tzinfo=UTC), tick=False):
        program.renew()
        read_reports(program, out)
    assert set(out.texts) == set(MAY_GO_OUT), "something that goes out was not walked"
    for telltale in her.telltales():
        for where, text in [*out.texts.items(), ("log", lines.text)]:
            assert telltale.lower() not in text.lower(), f"{where} tells {telltale}"


def clicked_through(program, her, out):
    made = offers.oats(offers.fresh(program.partner, timezone.now()), "a-1", title="Oats")
    offers.ask_for(her.pseudonym, "food:oats", "supplement:iron_mg:30", at=timezone.now())
    client = Client(REMOTE_ADDR=her.address)
    client.force_login(her.person)
    shown = client.get("/api/v1/offers").json()["lines"][0]["offers"][0]
    link = OfferLink.objects.get(product=made)
    assert shown["link"].endswith(f"/r/{link.token}")
    headers = {"User-Agent": her.agent, "Referer": her.referrer}
    answer = client.get(f"/r/{link.token}", headers=headers)
    assert (answer.status_code, answer["Referrer-Policy"]) == (302, "no-referrer")
    query = answer["Location"].partition("?")[2].partition("#")[0]
    out.keep("link", answer["Location"], {pair.partition("=")[0] for pair in query.split("&")})
    assert str(link.token) not in answer["Location"]
    assert link.token.hex not in answer["Location"]
    said = {"product": str(made.public_id), "reason": "unsafe"}
    assert client.post("/api/v1/offers/reports", said, content_type="application/json").status_code == 201


def sent(server, out):
    assert len(server.got) == 3
    for headers, body in server.got:
        out.keep("webhook headers", str(headers), set(headers))
        out.keep("webhook body", body.decode(), names_of(json.loads(body)))


def read_reports(program, out):
    out.json("statements", program.send("GET", "statements"))
    out.json("statement", program.send("GET", "statements/2026-10/EUR"))
    table = program.send("GET", "statements/2026-10/EUR/csv").content.decode()
    out.keep("statement csv", table, set(table.splitlines()[0].split(",")))
    pdf = PdfReader(io.BytesIO(program.send("GET", "statements/2026-10/EUR/pdf").content))
    out.texts["statement csv"] += pdf.pages[0].extract_text() + str(pdf.metadata)
    out.json("days", program.send("GET", "reports/days?first=2026-10-01&last=2026-10-31"))
    file = b"order_reference,status,currency,amount_minor\no-1,approved,EUR,12245\nx,approved,EUR,1\n"
    out.json("reconciliation", program.send("POST", "reconciliations", file, content_type="text/csv"))


def test_erasing_her_keeps_every_penny_and_nothing_leads_to_her(program, her):
    clicked_through(program, her, Outbound())
    program.signed("conversions", order(Click.objects.get()))
    before = balances(program.partner, is_live=True, currency="EUR")
    assert any(before.values())
    client = Client()
    client.force_login(her.person)
    assert client.post("/api/v1/offers/stop").status_code == 204
    message = OutboxMessage.objects.get(name="pseudonym.dropped")
    listeners.let_her_go(events.load(message.name, message.version, message.payload))
    assert balances(program.partner, is_live=True, currency="EUR") == before
    assert (Conversion.objects.count(), Posting.objects.count()) == (1, 1)
    assert not OfferLink.objects.filter(pseudonym=her.pseudonym).exists()
    assert_nowhere(her)


def test_what_is_kept_of_offers_leads_to_her_by_the_pseudonym_only(program, her):
    clicked_through(program, her, Outbound())
    assert_nowhere(her, but=(str(her.pseudonym), her.pseudonym.hex))
    told = Need.objects.get(need_code="supplement:iron_mg:30")
    assert {field.name for field in Need._meta.get_fields()} == {
        "id", "public_id", "pseudonym", "need_code", "until", "is_asked", "position",
    }  # fmt: skip
    assert told.pseudonym == her.pseudonym


def test_a_partners_token_opens_nothing_of_mothers(program):
    headers = {"Authorization": f"Bearer {program.token}"}
    for path in ("offers", "offers/history", "plans", "me"):
        assert program.http.get(f"/api/v1/{path}", headers=headers).status_code == 401


def assert_nowhere(her, but=()):
    """Look for her in every row of every table of referrals."""
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        for model in apps.get_app_config("referrals").get_models():
            cursor.execute(
                f"SELECT coalesce(string_agg(to_jsonb(t)::text, ''), '') FROM {model._meta.db_table} t"
            )
            kept = cursor.fetchone()[0].lower()
            for telltale in her.telltales():
                if telltale != "pseudonym" and telltale not in but:  # the first is the name of the column
                    assert telltale.lower() not in kept, f"{model.__name__} keeps {telltale}"
