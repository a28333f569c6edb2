"""SIGKILL in the middle of an import, of worker and database: the old catalogue holds, then the new one."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench._referrals.shop import Shop

ITEMS, KILLED_AT = 20_000, 3_000
LATER = timedelta(seconds=700)
"""After so long a claim is old, and somebody else takes the import up."""


def table(shop: Shop, child: Callable[..., Any], kill_database: Callable[[], None]) -> list[dict[str, Any]]:
    """Kill the worker, then the database, each in the middle of a feed of its own."""
    return [
        *_killed(shop, "worker killed while it reads", child, None, first=0),
        *_killed(shop, "database killed while a worker reads", child, kill_database, first=ITEMS // 2),
    ]


def _killed(
    shop: Shop, what: str, child: Callable[..., Any], kill_database: Callable[[], None] | None, *, first: int
) -> list[dict[str, Any]]:
    from django.db import connection

    from apps.referrals.models import ImportRun, Product

    listed = Product.objects.filter(partner=shop.partner, origin="feed", state="listed")
    before = set(listed.values_list("item_id", flat=True))
    run = _waiting(shop, first)
    worker = child("read", str(run.public_id))
    until = time.monotonic() + 120
    while ImportRun.objects.get(pk=run.pk).items_read < KILLED_AT:
        if worker.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the import could not be killed in the middle")
        time.sleep(0.01)
    if kill_database is not None:
        kill_database()
        connection.close()
    with suppress(ProcessLookupError):
        worker.send_signal(signal.SIGKILL)
    worker.wait()
    between = set(listed.values_list("item_id", flat=True))
    run = _gone_on(run.public_id)
    wanted = {f"SKU-{number}" for number in range(first, first + ITEMS)}
    after = list(listed.values_list("item_id", flat=True))
    counts = [len(after), len(after) - len(set(after)), len(wanted - set(after))]
    return [
        _row(f"{what}: the old catalogue in between", between == before, True),
        _row(
            f"{what}: state, read, refused",
            [run.state, run.items_read, run.items_refused],
            ["done", ITEMS, 0],
        ),
        _row(f"{what}: items of the new one, twice, missing", counts, [ITEMS, 0, 0]),
    ]


def _waiting(shop: Shop, first: int) -> Any:
    from django.utils import timezone

    from apps.referrals.models import ImportSource
    from apps.referrals.services import feeds
    from bench.referrals import items

    head = b'<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
    pieces = (one.encode() for number, one in enumerate(items(first + ITEMS)) if number >= first)
    whole = (part for group in ([head], pieces, [b"</channel></rss>"]) for part in group)
    return feeds.receive(None, shop.partner, whole, source=ImportSource.UPLOAD, at=timezone.now())


def _gone_on(run_id: UUID) -> Any:
    from django.utils import timezone

    from apps.referrals.models import ImportRun
    from apps.referrals.services import importing

    def later() -> datetime:
        return timezone.now() + LATER

    importing.take_up_again(None, at=later())
    while importing.run(run_id, task_id="second", now=later):
        continue
    return ImportRun.objects.get(public_id=run_id)


def _row(what: str, reached: Any, asked: Any) -> dict[str, Any]:
    return {"what": what, "reached": reached, "asked": asked, "holds": reached == asked}
