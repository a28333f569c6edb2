"""Partners with feeds, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from apps.referrals.models import ImportRun, ImportSource, Partner, Product
from apps.referrals.services import feeds, importing
from tests.referrals.catalogue.feeds import rss, xml_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_partner(name: str = "Shop", **changed: Any) -> Partner:
    """Make a partner whose pages are at shop.example and who prices in euro."""
    told = {"hosts": ["shop.example"], "currencies": ["EUR"], "created_at": AT} | changed
    return Partner.objects.create(name=name, **told)


def feed_of(*ids: object, **changed: Any) -> bytes:
    """Return a feed of good items."""
    return rss(*[xml_of(id=str(one), **changed) for one in ids])


def send(partner: Partner, content: bytes, *, at: datetime = AT, form: str = "") -> ImportRun:
    """Let a feed wait for a worker."""
    return feeds.receive(None, partner, [content], source=ImportSource.UPLOAD, form=form, at=at)


def read(run: ImportRun, *, at: datetime = AT, task_id: str = "one", **how: Any) -> ImportRun:
    """Let a worker read it."""
    importing.run(run.public_id, task_id=task_id, now=lambda: at, **how)
    run.refresh_from_db()
    return run


def imported(partner: Partner, content: bytes, *, at: datetime = AT, **how: Any) -> ImportRun:
    """Send and read."""
    return read(send(partner, content, at=at), at=at, **how)


def listed(partner: Partner) -> set[str]:
    """Return the ids of what is listed."""
    return set(Product.objects.filter(partner=partner, state="listed").values_list("item_id", flat=True))


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """Return created, changed, unchanged, withdrawn."""
    return run.created, run.changed, run.unchanged, run.withdrawn


LATER = AT + timedelta(hours=1)
