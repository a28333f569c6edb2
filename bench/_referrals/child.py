"""What is killed: a process that reports orders, approves them, reads a feed or delivers webhooks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path


def main() -> None:
    import django

    django.setup()
    what, *words = sys.argv[1:]
    acts: dict[str, Callable[..., None]] = {
        "report": report,
        "approve": approve,
        "deliver": deliver,
        "read": read,
    }
    acts[what](*words)


def report(token: str, secret: str, given: str, log: str) -> None:
    """Report orders; a line for each one that was acknowledged."""
    from django.core.wsgi import get_wsgi_application

    from bench._referrals.shop import Shop

    shop = Shop.__new__(Shop)
    shop.application, shop.token, shop.secret = get_wsgi_application(), token, secret
    with Path(log).open("a", buffering=1) as out:
        for line in Path(given).read_text().splitlines():
            reference, click, minor, at = line.split(" ")
            if shop.postback(reference, click, int(minor), at) == 201:  # type: ignore[arg-type]
                out.write(f"{reference}\n")


def approve(log: str) -> None:
    """Approve in small batches; a line for each."""
    from django.utils import timezone

    from apps.referrals.services import conversions

    with Path(log).open("a", buffering=1) as out:
        while conversions.approve_due(None, at=timezone.now(), most=20):
            out.write("batch\n")


def deliver(log: str) -> None:
    """Deliver what waits; a line for each."""
    from django.utils import timezone

    from apps.referrals.models import WebhookDelivery
    from apps.referrals.services import delivering

    waiting = WebhookDelivery.objects.filter(state="waiting").order_by("pk")
    with Path(log).open("a", buffering=1) as out:
        for delivery_id in list(waiting.values_list("public_id", flat=True)):
            delivering.deliver(delivery_id, task_id="first", now=timezone.now)
            out.write(f"{delivery_id}\n")


def read(run_id: str) -> None:
    """Read a feed, in small pieces."""
    from uuid import UUID

    from django.utils import timezone

    from apps.referrals.services import importing

    while importing.run(UUID(run_id), task_id="first", now=timezone.now, piece=500):
        continue


if __name__ == "__main__":
    main()
