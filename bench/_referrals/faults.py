"""SIGKILL in the middle: of a process that reports orders, of one that delivers webhooks, of the database.

What was acknowledged must be there, what is sent again must not be there twice, and the ledger must balance.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench._referrals import import_faults
from bench._referrals.shop import Shop

ORDERS, MESSAGES = 400, 200
PREFIX = "fault"


def table(shop: Shop) -> list[dict[str, Any]]:
    """Kill, go on, count."""
    return [
        *_worker(shop),
        *_approving(),
        *_database(shop),
        *import_faults.table(shop, _child, _kill_database),
        *_webhooks(shop),
    ]


def _row(what: str, reached: Any, asked: Any) -> dict[str, Any]:
    return {"what": what, "reached": reached, "asked": asked, "holds": reached == asked}


def _child(*words: str) -> subprocess.Popen[bytes]:
    from django.conf import settings

    same = {**os.environ, "KAISHI_SECRET_KEY": settings.SECRET_KEY, "KAISHI_LOG_LEVEL": "CRITICAL"}
    return subprocess.Popen([sys.executable, "-m", "bench._referrals.child", *words], env=same)


def _killed_after(child: subprocess.Popen[bytes], log: Path, lines: int) -> int:
    """Wait until the child has written so many lines, kill it; return how many it had written."""
    until = time.monotonic() + 120
    while child.poll() is None and time.monotonic() < until and _lines(log) < lines:
        time.sleep(0.005)
    if child.poll() is not None:
        raise RuntimeError("the child ended by itself before it could be killed")
    child.send_signal(signal.SIGKILL)
    child.wait()
    return _lines(log)


def _lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def _orders(shop: Shop, name: str) -> list[tuple[str, Any, int, str]]:
    from django.utils import timezone

    at = timezone.now().isoformat()
    return [(f"{name}-{n}", click, 1_000 + n, at) for n, click in enumerate(shop.clicks(ORDERS))]


def _worker(shop: Shop) -> list[dict[str, Any]]:
    orders = _orders(shop, PREFIX)
    with tempfile.TemporaryDirectory() as folder:
        given, log = Path(folder) / "orders", Path(folder) / "acknowledged"
        given.write_text("\n".join(f"{ref} {click} {minor} {at}" for ref, click, minor, at in orders))
        child = _child("report", shop.token, shop.secret, str(given), str(log))
        _killed_after(child, log, ORDERS // 3)
        acknowledged = log.read_text().split()
    lost = [ref for ref in acknowledged if not _known(ref)]
    statuses = Counter(shop.postback(*order) for order in orders)
    return [
        _row("process killed while it reports: acknowledged orders lost", len(lost), 0),
        _row("sent again, whole: answers", dict(statuses), {201: ORDERS}),
        *_books(PREFIX, ORDERS, "process killed"),
    ]


def _known(reference: str) -> bool:
    from apps.referrals.models import Conversion

    return Conversion.objects.filter(order_reference=reference).exists()


def _books(prefix: str, orders: int, what: str) -> list[dict[str, Any]]:
    from django.db.models import Sum

    from apps.referrals.models import Conversion, Entry, Posting

    mine = Posting.objects.filter(conversion__order_reference__startswith=f"{prefix}-", kind="earned")
    unbalanced = Entry.objects.values("posting").annotate(t=Sum("amount_minor")).exclude(t=0).count()
    found = Conversion.objects.filter(order_reference__startswith=f"{prefix}-").count()
    return [
        _row(f"{what}: conversions, postings", [found, mine.count()], [orders, orders]),
        _row(f"{what}: postings that do not balance", unbalanced, 0),
    ]


def _approving() -> list[dict[str, Any]]:
    """A worker that approves what is due is killed between its batches, or in one."""
    from django.utils import timezone

    from apps.referrals.models import Conversion, Posting
    from apps.referrals.services import conversions

    mine = Conversion.objects.filter(order_reference__startswith=f"{PREFIX}-")
    mine.update(approve_due_at=timezone.now())
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "approved"
        _killed_after(_child("approve", str(log)), log, 5)
    while conversions.approve_due(None, at=timezone.now()):
        continue
    posted = Posting.objects.filter(
        kind="approved", conversion__order_reference__startswith=f"{PREFIX}-"
    ).count()
    approved = mine.filter(state="approved").count()
    return [
        _row("killed while it approves: approved, posted", [approved, posted], [ORDERS, ORDERS]),
        *_books(PREFIX, ORDERS, "killed while it approves"),
    ]


def _database(shop: Shop) -> list[dict[str, Any]]:
    """PostgreSQL is killed while orders come in; what was acknowledged is there when it is back."""
    orders, acknowledged = _orders(shop, "database"), []
    for number, order in enumerate(orders):
        if number == ORDERS // 2:
            _kill_database()
        if shop.postback(*order) == 201:
            acknowledged.append(order[0])
    lost = [ref for ref in acknowledged if not _known(ref)]
    statuses = Counter(shop.postback(*order) for order in orders)
    return [
        _row("database killed: acknowledged orders lost", len(lost), 0),
        _row("database killed, sent again: answers", dict(statuses), {201: ORDERS}),
        *_books("database", ORDERS, "database killed"),
    ]


def _kill_database() -> None:
    """End the bench's own PostgreSQL as a machine would, and start it again in the same folder."""
    from django.conf import settings

    from kaishi.embedded import postgres
    from kaishi.embedded.layout import Layout

    socket = Path(str(settings.DATABASES["default"]["HOST"]))
    folder = next(parent for parent in (socket, *socket.parents) if parent.name.startswith("kb-"))
    pid = int(next(folder.rglob("postmaster.pid")).read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)  # while it is a zombie its lock looks alive
    time.sleep(1.0)
    postgres.start(Layout(folder))


def _webhooks(shop: Shop) -> list[dict[str, Any]]:
    """A worker is killed while it delivers; another one goes on once its claims are old."""
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from apps.foundation.transactions import unit_of_work
    from apps.referrals.models import WebhookDelivery, WebhookEndpoint
    from apps.referrals.services import clients, delivering, webhooks
    from bench._referrals.receiver import receiver

    settings.WEBHOOK_LOOPBACK = True
    os.environ["KAISHI_WEBHOOK_LOOPBACK"] = "yes"
    with receiver() as server, tempfile.TemporaryDirectory() as folder:
        at = timezone.now()
        endpoint = WebhookEndpoint.objects.create(
            partner=shop.partner, is_live=True, url=server.url, created_at=at
        )
        clients.new_signing_secret(None, partner=shop.partner, is_live=True, endpoint=endpoint, at=at)
        for number in range(MESSAGES):
            with unit_of_work(None):
                webhooks.publish(
                    shop.partner.pk, is_live=True, kind="conversion.paid", data={"n": number}, at=at
                )
        log = Path(folder) / "sent"
        _killed_after(_child("deliver", str(log)), log, MESSAGES // 4)
        later = timezone.now() + timedelta(seconds=120)
        for _ in range(10):
            for delivery_id in delivering.take_up_again(None, at=later):
                delivering.deliver(delivery_id, task_id="second", now=timezone.now)
            later += timedelta(seconds=60)
        arrived = Counter(headers["webhook-id"] for headers, _ in server.got)
    states = Counter(WebhookDelivery.objects.values_list("state", flat=True))
    twice = sum(count - 1 for count in arrived.values())
    return [
        _row("killed while it delivers: messages that arrived", len(arrived), MESSAGES),
        _row("killed while it delivers: states", dict(states), {"delivered": MESSAGES}),
        {
            "what": "arrived again under the same webhook-id",
            "reached": twice,
            "asked": "<= 1",
            "holds": twice <= 1,
        },
    ]
