"""A partner, its program and its clicks; requests as WSGI gets them."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson

AGENT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


class Shop:
    """One partner that may send as much as it likes."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.utils import timezone
        from oauth2_provider.models import get_access_token_model

        from apps.accounts.models import Person
        from apps.referrals.models import Agreement, Partner
        from apps.referrals.services import clients

        self.application, at = get_wsgi_application(), timezone.now()
        boss = Person.objects.create_superuser("boss@example.org")
        self.partner = Partner.objects.create(
            name="Shop", hosts=["shop.example"], currencies=["EUR"], requests_a_minute=10**6, created_at=at
        )
        Agreement.objects.create(
            partner=self.partner, version=1, valid_from=date(2020, 1, 1), commission_bp=725, made_at=at
        )
        scopes = ("conversions:write",)
        shown = clients.make_client(
            boss, partner=self.partner, name="bench", is_live=True, scopes=scopes, at=at
        )
        self.secret = clients.new_signing_secret(boss, partner=self.partner, is_live=True, at=at)
        self.token = uuid4().hex
        get_access_token_model().objects.create(
            token=self.token,
            application=shown.client.application,
            scope=" ".join(scopes),
            expires=at + timedelta(days=1),
        )

    def links(self, count: int) -> list[UUID]:
        """Return the tokens of new links to products."""
        from django.utils import timezone

        from apps.referrals.models import OfferLink, Product

        at = timezone.now()
        product = Product.objects.create(
            partner=self.partner,
            item_id=uuid4().hex[:20],
            origin="feed",
            title="Oats",
            link="https://shop.example/p/1?colour=red",
            image_link="https://shop.example/i.jpg",
            currency="EUR",
            price_minor=500,
            availability="in_stock",
            kind="food",
            verdict="ok",
            rules_version="1",
            content_sha=b"",
            created_at=at,
            changed_at=at,
            pushed_at=at,
        )
        made = OfferLink.objects.bulk_create(
            OfferLink(
                partner=self.partner,
                product=product,
                category="food",
                target=product.link,
                pseudonym=uuid4(),
                issued_at=at,
            )
            for _ in range(count)
        )
        return [link.token for link in made]

    def clicks(self, count: int) -> list[UUID]:
        """Return the ids of clicks of yesterday, each on a link of its own."""
        from django.utils import timezone

        from apps.referrals.models import Click, OfferLink

        at = timezone.now() - timedelta(days=1)
        links = OfferLink.objects.filter(token__in=self.links(count))
        made = Click.objects.bulk_create(
            Click(link=link, partner=self.partner, verdict="counted", place=b"p", at=at) for link in links
        )
        return [click.click_id for click in made]

    def call(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> int:
        """Call the application; returns the status."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "SCRIPT_NAME": "",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_USER_AGENT": AGENT,
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "REMOTE_ADDR": "127.0.0.1",
        }
        for name, value in (headers or {}).items():
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        environ["REMOTE_ADDR"] = environ.pop("HTTP_FROM", "127.0.0.1")
        status: list[str] = []
        parts = self.application(environ, lambda line, _headers, _info=None: status.append(line))  # type: ignore[arg-type,return-value]
        b"".join(parts)
        getattr(parts, "close", lambda: None)()
        return int(status[0].split()[0])

    def postback(self, reference: str, click_id: UUID, amount_minor: int, ordered_at: str) -> int:
        """Report an order, signed now; the key is the order's."""
        from apps.referrals import signatures

        body = orjson.dumps(
            {
                "order_reference": reference,
                "click_ids": [str(click_id)],
                "currency": "EUR",
                "lines": [{"amount_minor": amount_minor}],
                "ordered_at": ordered_at,
            }
        )
        timestamp = int(time.time())
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": reference,
            "Kaishi-Timestamp": str(timestamp),
            "Kaishi-Signature": signatures.sign(
                self.secret, message_id=reference, timestamp=timestamp, body=body
            ),
        }
        return self.call("POST", "/api/v1/partners/conversions", body, headers)
