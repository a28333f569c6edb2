"""The way out beside an empty view: how many a second, and how long at 200 a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from typing import Any

from bench._referrals.shop import Shop

WARM_UP, BLOCKS, A_BLOCK, TOGETHER = 50, 12, 100, 400
THREADS, A_SECOND, SECONDS = 8, 200, 15
LEAST_RATIO, MOST_P99_MS = 0.25, 20.0


def table(shop: Shop) -> list[dict[str, Any]]:
    """Measure: blocks of both take turns, then an open schedule over eight threads."""
    from django.conf import settings
    from django.db import connection

    count = WARM_UP + BLOCKS * (A_BLOCK + TOGETHER) + THREADS * 20 + A_SECOND * SECONDS
    tokens = iter(shop.links(count))
    places = iter(range(10**6))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_commit (n int)")
    calls = {
        "redirect": lambda: press(shop, next(tokens), next(places)),
        "empty view": lambda: shop.call("GET", "/bench/empty"),
    }
    for _ in range(WARM_UP):
        for call in calls.values():
            call()
    rows = _compared(calls)
    rows.append(_scheduled("redirect", lambda: press(shop, next(tokens), next(places)), asked=True))
    rows.append(_scheduled("empty view", calls["empty view"], asked=False))
    rows.append(_without_valkey(shop, next(tokens), settings))
    return rows


def _compared(calls: dict[str, Callable[[], Any]]) -> list[dict[str, Any]]:
    """Rates of both in turns: by as many threads as the web process has, and by one, which waits for the disk."""
    rows = []
    with ThreadPoolExecutor(THREADS) as pool:
        for who, size, rate in (
            (f"{THREADS} threads", TOGETHER, lambda call: _rate_of_all(pool, call)),
            ("one thread", A_BLOCK, _rate),
        ):
            rates: dict[str, list[float]] = {name: [] for name in (*calls, "a commit alone")}
            for _ in range(BLOCKS):
                for name, call in calls.items():
                    rates[name].append(rate(call))
                rates["a commit alone"].append(rate(_commit))
            ratio = median(rates["redirect"]) / median(rates["empty view"])
            rows += [
                {
                    "what": f"{name}, {who}",
                    "a_second": round(median(found)),
                    "spread": f"{min(found):.0f}-{max(found):.0f}",
                }
                for name, found in rates.items()
            ]
            rows[-3]["reached"] = f"{ratio:.2f} of an empty view ({size} a block)"
            if size == TOGETHER:
                rows[-3] |= {"asked": f">= {LEAST_RATIO}", "holds": ratio >= LEAST_RATIO}
    return rows


def _commit() -> None:
    """Keep one small row for good: what any durable click costs at least."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_commit VALUES (1)")


def _rate_of_all(pool: ThreadPoolExecutor, call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    list(pool.map(lambda _: call(), range(TOGETHER)))
    return TOGETHER / (time.perf_counter() - began)


def press(shop: Shop, token: Any, place: int) -> None:
    """Follow a link from a place of its own."""
    status = shop.call(
        "GET", f"/r/{token}", headers={"From": f"10.{place >> 16}.{place >> 8 & 255}.{place & 255}"}
    )
    if status != 302:
        raise RuntimeError(f"the way out answered {status}")


def _rate(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    for _ in range(A_BLOCK):
        call()
    return A_BLOCK / (time.perf_counter() - began)


def _scheduled(what: str, call: Callable[[], Any], *, asked: bool) -> dict[str, Any]:
    """Call at fixed moments whatever the ones before do; from the moment it was due to the answer."""
    took_ms: list[float] = []

    def one(due: float) -> None:
        call()
        took_ms.append((time.perf_counter() - due) * 1_000)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: call(), range(THREADS * 10)))  # every thread has its connection
        began = time.perf_counter() + 0.1
        for number in range(A_SECOND * SECONDS):
            due = began + number / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(one, due)
    cuts = quantiles(took_ms, n=100)
    row = {
        "what": f"{what} at {A_SECOND}/s",
        "median_ms": median(took_ms),
        "p99_ms": cuts[98],
        "answered": len(took_ms),
    }
    if asked:
        holds = cuts[98] <= MOST_P99_MS and len(took_ms) == A_SECOND * SECONDS
        row |= {"asked": f"p99 <= {MOST_P99_MS} ms", "holds": holds}
    return row


def _without_valkey(shop: Shop, token: Any, settings: Any) -> dict[str, Any]:
    """Follow a link while every connection to Valkey fails."""
    from unittest import mock

    import redis

    from apps.referrals.models import Click

    before = Click.objects.count()
    with mock.patch.object(
        redis.connection.AbstractConnection, "connect", side_effect=redis.ConnectionError("away")
    ):
        press(shop, token, 10**6 + 1)
    stored = Click.objects.count() - before
    return {"what": "without Valkey", "answered": stored, "asked": "stored", "holds": stored == 1}
