"""Every address for partners' programs, tried with every token that must not open it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from apps.accounts.models import Role
from apps.foundation.transactions import unit_of_work
from apps.referrals.models import Conversion, ImportRun, Posting, Reconciliation, WebhookEndpoint
from apps.referrals.services import clients, webhooks
from tests.factories import PersonFactory
from tests.referrals import shop
from tests.referrals.test_conversions_api import clicked, order

pytestmark = pytest.mark.django_db
MONTH = "2026-01/EUR"
# operation: method, address, scope
OPERATIONS = {
    "partner_feeds_list": ("GET", "feeds", "catalogue:write"),
    "partner_feeds_send": ("POST", "feeds", "catalogue:write"),
    "partner_feeds_read": ("GET", "feeds/{import_id}", "catalogue:write"),
    "partner_feeds_answer": ("POST", "feeds/{import_id}/answers", "catalogue:write"),
    "partner_feeds_findings": ("GET", "feeds/{import_id}/findings", "catalogue:write"),
    "partner_feeds_findings_csv": ("GET", "feeds/{import_id}/findings/csv", "catalogue:write"),
    "partner_items_push": ("POST", "items", "catalogue:write"),
    "partner_items_withdraw": ("POST", "items/withdrawals", "catalogue:write"),
    "partner_conversions_list": ("GET", "conversions", "reports:read"),
    "partner_conversions_report": ("POST", "conversions", "conversions:write"),
    "partner_conversions_read": ("GET", "conversions/{conversion_id}", "reports:read"),
    "partner_refunds_report": ("POST", "refunds", "conversions:write"),
    "partner_cancellations_report": ("POST", "cancellations", "conversions:write"),
    "partner_test_clicks_make": ("POST", "test-clicks", "conversions:write"),
    "partner_statements_list": ("GET", "statements", "reports:read"),
    "partner_statements_read": ("GET", f"statements/{MONTH}", "reports:read"),
    "partner_statements_csv": ("GET", f"statements/{MONTH}/csv", "reports:read"),
    "partner_statements_pdf": ("GET", f"statements/{MONTH}/pdf", "reports:read"),
    "partner_reports_days": ("GET", "reports/days?first=2026-01-01&last=2026-01-02", "reports:read"),
    "partner_reconciliations_make": ("POST", "reconciliations", "conversions:write"),
    "partner_reconciliations_read": ("GET", "reconciliations/{reconciliation_id}", "reports:read"),
    "partner_webhooks_list": ("GET", "webhooks", "webhooks:manage"),
    "partner_webhooks_make": ("POST", "webhooks", "webhooks:manage"),
    "partner_webhooks_end": ("DELETE", "webhooks/{endpoint_id}", "webhooks:manage"),
    "partner_webhooks_rotate_secret": ("POST", "webhooks/{endpoint_id}/secrets", "webhooks:manage"),
    "partner_webhook_deliveries_list": ("GET", "webhook-deliveries", "webhooks:manage"),
    "partner_webhook_deliveries_replay": (
        "POST",
        "webhook-deliveries/{delivery_id}/replays",
        "webhooks:manage",
    ),
}
SCOPES = {"catalogue:write", "conversions:write", "reports:read", "webhooks:manage"}
BY_ID = {
    "partner_feeds_read": 200,
    "partner_feeds_answer": 409,
    "partner_feeds_findings": 200,
    "partner_feeds_findings_csv": 200,
    "partner_conversions_read": 200,
    "partner_reconciliations_read": 200,
    "partner_webhooks_end": 204,
    "partner_webhooks_rotate_secret": 201,
    "partner_webhook_deliveries_replay": 409,
}
"""What one's own partner gets: an import that asks nothing takes no answer, a delivery on its way is not repeated."""


@pytest.fixture
def things(program):
    """Ids of everything that a partner has."""
    partner, at = program.partner, timezone.now()
    made = program.signed("conversions", order(clicked(partner)))
    endpoint = WebhookEndpoint.objects.create(
        partner=partner, is_live=True, url="https://shop.example/h", created_at=at
    )
    with unit_of_work(None):
        delivery = webhooks.publish(partner.pk, is_live=True, kind="conversion.paid", data={}, at=at)[0]
    file = Reconciliation.objects.create(partner=partner, is_live=True, sha256=b"", at=at)
    run = ImportRun.objects.create(partner=partner, source="upload", state="done", created_at=at)
    return {
        "import_id": run.public_id,
        "conversion_id": made.json()["id"],
        "endpoint_id": endpoint.public_id,
        "delivery_id": delivery.public_id,
        "reconciliation_id": file.public_id,
    }


def traces():
    return (
        list(Conversion.objects.order_by("pk").values_list("state", "changed_at")),
        list(WebhookEndpoint.objects.order_by("pk").values_list("ended_at", flat=True)),
        Posting.objects.count(),
    )


def test_the_table_has_every_operation_that_is_described():
    assert set(BY_ID) == {name for name, (_, address, _) in OPERATIONS.items() if "{" in address}
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    described = {
        operation["operationId"]: re.sub(r"\{(month|currency)\}", "*", path)
        for path, item in schema["paths"].items()
        for operation in item.values()
        if path.startswith("/api/v1/partners/")
        and any("partnerToken" in one for one in operation.get("security", []))
    }
    ours = {name for name in described if name in OPERATIONS}
    assert ours == set(OPERATIONS)
    assert [name for name in described if name not in OPERATIONS and name.startswith("partner_")] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_nobody_gets_in_without_a_token_that_is_good(name, program, things):
    method, address, _ = OPERATIONS[name]
    address, before = address.format(**things), traces()
    anonymous = Client().generic(method, f"/api/v1/partners/{address}")
    assert (anonymous.status_code, anonymous["WWW-Authenticate"]) == (401, 'Bearer realm="partners"')
    for person in (PersonFactory(role=Role.ADMINISTRATOR), PersonFactory(role=Role.PARTNER)):
        client = Client()
        client.force_login(person)
        assert client.generic(method, f"/api/v1/partners/{address}").status_code == 401
    tokens = get_access_token_model().objects
    tokens.update(expires=timezone.now() - timedelta(seconds=1))
    assert program.send(method, address).status_code == 401
    program.renew()
    type(program.partner).objects.update(is_active=False)
    assert program.send(method, address).status_code == 401
    type(program.partner).objects.update(is_active=True)
    clients.end_client(
        PersonFactory(role=Role.ADMINISTRATOR),
        partner=program.partner,
        client_id=program.shown.client.public_id,
        at=timezone.now(),
    )
    assert program.send(method, address).status_code == 401
    assert traces() == before


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_token_without_the_scope_opens_nothing(name, program, program_of, things):
    method, address, scope = OPERATIONS[name]
    lacking = program_of(program.partner, scopes=tuple(sorted(SCOPES - {scope})))
    before = traces()
    answer = lacking.send(method, address.format(**things))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert traces() == before


@pytest.mark.parametrize("name", BY_ID)
def test_another_partner_s_things_and_those_of_the_other_mode_are_not_there(
    name, program, program_of, things
):
    method, address, _ = OPERATIONS[name]
    address, before = address.format(**things), traces()
    for other in (program_of(shop.partner("Other")), program_of(program.partner, is_live=False)):
        assert other.send(method, address).status_code == 404
    assert traces() == before
    body = {"holds": True} if name == "partner_feeds_answer" else None
    assert program.send(method, address, body).status_code == BY_ID[name]


def test_lists_reports_and_orders_by_reference_show_only_one_s_own(program, program_of, things):
    for other in (program_of(shop.partner("Other")), program_of(program.partner, is_live=False)):
        before = traces()
        for address in ("conversions", "webhooks", "webhook-deliveries"):
            assert other.send("GET", address).json()["results"] == []
        assert other.send("GET", "statements").json() == {"months": [], "currencies": []}
        assert other.send("GET", f"statements/{MONTH}").status_code == 404
        refund = {"order_reference": "o-1", "refund_reference": "r", "amount_minor": 1}
        assert other.signed("refunds", refund).status_code == 404
        assert other.signed("cancellations", {"order_reference": "o-1"}).status_code == 404
        file = b"order_reference,status,currency,amount_minor\no-1,reversed,EUR,0\n"
        answer = other.send("POST", "reconciliations", file, content_type="text/csv")
        assert answer.json()["counts"] == {"unknown_order": 1}
        assert traces() == before


def test_another_partner_s_secret_signs_nothing(program, program_of):
    other = program_of(shop.partner("Other"))
    program.secret, mine = other.secret, program.secret
    assert program.signed("conversions", order(clicked(program.partner))).status_code == 401
    program.secret = mine
    assert program.signed("conversions", order(clicked(program.partner))).status_code == 201


def test_each_partner_has_its_own_limit(program, program_of):
    type(program.partner).objects.filter(pk=program.partner.pk).update(requests_a_minute=3)
    other = program_of(shop.partner("Other"))
    given = [program.send("GET", "statements").status_code for _ in range(5)]
    assert given in ([200, 200, 200, 429, 429], [200, 200, 200, 200, 429]), "a minute may end in between"
    assert other.send("GET", "statements").status_code == 200


def test_a_token_opens_nothing_but_partners_addresses(program):
    client = Client(headers={"Authorization": f"Bearer {program.token}"})
    for address in ("me", "pregnancies", "alerts", "changes"):
        assert client.get(f"/api/v1/{address}").status_code == 401


class TestSigningIn:
    """/oauth/token, as a client of RFC 6749 sees it."""

    def asked(self, shown, secret=None, **form):
        client = Client()
        told = {"grant_type": "client_credentials", **form}
        import base64

        basic = base64.b64encode(f"{shown.client_id}:{secret or shown.secret}".encode()).decode()
        return client.post("/oauth/token", told, headers={"Authorization": f"Basic {basic}"})

    def test_a_client_gets_the_scopes_it_has_and_no_more(self, program_of):
        program = program_of(shop.partner(), scopes=("reports:read", "webhooks:manage"))
        answer = self.asked(program.shown)
        told = answer.json()
        assert (answer.status_code, told["token_type"], told["expires_in"]) == (200, "Bearer", 3_600)
        assert set(told["scope"].split()) == {"reports:read", "webhooks:manage"}
        assert "refresh_token" not in told
        assert answer["Cache-Control"] == "no-store"
        program.token = told["access_token"]
        assert program.send("GET", "statements").status_code == 200
        assert self.asked(program.shown, scope="reports:read").json()["scope"] == "reports:read"
        refused = self.asked(program.shown, scope="catalogue:write")
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")

    def test_wrong_secrets_and_other_grants_get_nothing(self, program):
        assert self.asked(program.shown, secret="x").json() == {"error": "invalid_client"}
        for grant in ("password", "authorization_code", "refresh_token", "implicit"):
            answer = self.asked(program.shown, grant_type=grant)
            assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")

    def test_after_a_rotation_both_secrets_are_good_for_a_while(self, program):
        boss, at = PersonFactory(role=Role.ADMINISTRATOR), timezone.now()
        told = {"partner": program.partner, "client_id": program.shown.client.public_id}
        new = clients.rotate_client(boss, **told, at=at)
        assert self.asked(new).status_code == 200
        assert self.asked(program.shown).status_code == 200
        type(new.client).objects.update(previous_until=at - timedelta(seconds=1))
        assert self.asked(program.shown).status_code == 401
        assert self.asked(new).status_code == 200
        clients.end_client(boss, **told, at=at)
        assert self.asked(new).status_code == 401

    def test_a_token_that_was_given_back_is_no_token(self, program):
        import base64

        program.token = self.asked(program.shown).json()["access_token"]
        assert program.send("GET", "statements").status_code == 200
        basic = base64.b64encode(f"{program.shown.client_id}:{program.shown.secret}".encode()).decode()
        answer = program.http.post(
            "/oauth/revoke", {"token": program.token}, headers={"Authorization": f"Basic {basic}"}
        )
        assert answer.status_code == 200
        assert program.send("GET", "statements").status_code == 401

    def test_secrets_are_not_kept_in_the_clear(self, program):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT string_agg(to_jsonb(a)::text, '') FROM oauth2_provider_application a) || "
                "(SELECT string_agg(encode(sealed, 'escape'), '') FROM referrals_signingsecret)"
            )
            kept = cursor.fetchone()[0]
        assert program.shown.secret not in kept
        assert program.secret not in kept
        assert program.shown.client_id in kept

    def test_only_one_s_own_people_make_clients(self, program):
        from apps.foundation.errors import NotVisible
        from apps.referrals.models import Membership

        member = PersonFactory(role=Role.PARTNER)
        told = {"name": "n", "is_live": False, "scopes": ["reports:read"], "at": timezone.now()}
        with pytest.raises(NotVisible):
            clients.make_client(member, partner=program.partner, **told)
        Membership.objects.create(
            partner=program.partner, person=member, role="owner", created_at=timezone.now()
        )
        assert clients.make_client(member, partner=program.partner, **told).secret
        with pytest.raises(NotVisible):
            clients.make_client(member, partner=shop.partner("Other"), **told)
