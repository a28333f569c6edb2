"""10,000 orders, each reported three times from four connections at once: 10,000 conversions, a ledger in balance."""

from __future__ import annotations

import threading
import time
from collections import Counter
from random import Random
from typing import Any

from bench._referrals.shop import Shop

ORDERS, TIMES, CONNECTIONS = 10_000, 3, 4


def table(shop: Shop, orders: int = ORDERS) -> list[dict[str, Any]]:
    """Send, count, add up."""
    from django.utils import timezone

    random, ordered_at = Random(7), timezone.now().isoformat()
    clicks = shop.clicks(orders)
    given = [(f"order-{n}", click, random.randint(1, 50_000), ordered_at) for n, click in enumerate(clicks)]
    began = time.perf_counter()
    statuses = send(shop, [order for order in given for _ in range(TIMES)])
    took_s = time.perf_counter() - began
    return [
        {
            "what": f"{orders} orders, {TIMES} times each, {CONNECTIONS} connections",
            "answers": dict(sorted(statuses.items())),
            "a_second": round(orders * TIMES / took_s),
        },
        *judged(orders, sum(_commission(order[2]) for order in given)),
    ]


def _commission(amount_minor: int) -> int:
    """Written out again, by another way than the product's: half to even by the decimal library."""
    from decimal import ROUND_HALF_EVEN, Decimal

    share = Decimal(amount_minor) * Decimal("0.0725")
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def send(shop: Shop, requests: list[tuple[Any, ...]]) -> Counter[int]:
    """Send from four connections at once: neighbours, copies of one order, go out at the same moment."""
    from django.db import connection

    statuses: Counter[int] = Counter()
    lock, waiting = threading.Lock(), iter(requests)

    def work() -> None:
        mine: Counter[int] = Counter()
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                break
            mine[shop.postback(*request)] += 1
        connection.close()
        with lock:
            statuses.update(mine)

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def judged(orders: int, commission_minor: int | None = None) -> list[dict[str, Any]]:
    """Say whether every order is one conversion and one posting, and every book adds up to nothing."""
    from django.db.models import Count, Sum

    from apps.referrals.models import Conversion, Entry, Posting

    earned = Posting.objects.filter(kind="earned")
    doubled = earned.values("conversion").annotate(n=Count("pk")).filter(n__gt=1).count()
    unbalanced = Entry.objects.values("posting").annotate(total=Sum("amount_minor")).exclude(total=0).count()
    earning = Conversion.objects.filter(commission_full_minor__gt=0).count()
    pending = Entry.objects.filter(account__kind="receivable_pending", posting__kind="earned")
    booked = pending.aggregate(total=Sum("amount_minor"))["total"]
    rows = [
        _row("conversions", Conversion.objects.filter(order_reference__startswith="order-").count(), orders),
        _row("postings of orders that earn something", earned.count(), earning),
        _row("orders booked twice", doubled, 0),
        _row("postings that do not balance", unbalanced, 0),
        _row("sum of all entries", Entry.objects.aggregate(t=Sum("amount_minor"))["t"], 0),
    ]
    if commission_minor is not None:
        rows.append(_row("commission booked, minor units", booked, commission_minor))
    return rows


def _row(what: str, reached: Any, asked: Any) -> dict[str, Any]:
    return {"what": what, "reached": reached, "asked": asked, "holds": reached == asked}
