"""A worker reads a feed: claimed by one task, staged piece by piece, switched in one transaction.

A worker that is killed leaves its claim and what it had staged; whoever comes next goes on after the last piece that was
committed. The catalogue changes in the switch only.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Count

from apps.foundation.claims import Work, pause_after
from apps.foundation.transactions import write
from apps.referrals.catalogue import reading
from apps.referrals.catalogue.fields import Terms
from apps.referrals.catalogue.findings import FeedRefused, Raw
from apps.referrals.catalogue.opening import Limits
from apps.referrals.models import Catalogue, ImportRun, Partner, RejectedItem
from apps.referrals.screening.verdicts import RULES_VERSION
from apps.referrals.services import feed_files, pieces, staging, switching
from apps.referrals.services.staging import Found
from apps.referrals.states import ImportState

log = structlog.get_logger(__name__)

WORK: Final = Work(
    lambda _why: ImportRun.objects.all(), ImportState.WAITING, ImportState.READING, longest_s=590.0
)
PIECE: Final = 5_000
"""Items of one transaction: what a killed worker's successor reads again at most."""
READS_FOR_S: Final = 420.0
"""Then the task ends and another goes on: a task may take ten minutes, and the switch needs some of them."""
MOST_ATTEMPTS: Final = 6
MOST_COLUMNS: Final = 100
SHRUNK: Final = 2
"""Fewer than one in so many of the last feed's items: a person is asked."""


@dataclass(frozen=True)
class Claim:
    """The right to read a feed; `token` is the moment it was given."""

    run: ImportRun
    token: datetime


class Lost(Exception):
    """Somebody else has the import now."""


def run(
    run_id: UUID,
    *,
    task_id: str,
    now: Callable[[], datetime],
    piece: int = PIECE,
    reads_for_s: float = READS_FOR_S,
) -> bool:
    """Read a feed if that is due and nobody else does. True where it should be taken up again at once."""
    claimed = claim(None, run_id=run_id, task_id=task_id, at=now())
    if claimed is None:
        return False
    try:
        with WORK.kept(claimed.run, claimed.token, now), _little_garbage():
            if not _read(claimed, now, piece, time.monotonic() + reads_for_s):
                put_back(None, claimed, at=now(), pause=timedelta(0))
                return True
            switching.prepare(claimed.run)
            finish(None, claimed, at=now())
    except FeedRefused as refused:
        log.info("feed_refused", run=str(run_id), code=refused.code)
        fail(None, claimed, refused, at=now())
    except Lost:
        log.info("import_lost", run=str(run_id))
    except OSError as error:
        log.warning("feed_not_read", run=str(run_id), error=type(error).__name__)
        put_back(None, claimed, at=now(), pause=pause_after(claimed.run.attempts))
    return False


@contextmanager
def _little_garbage() -> Iterator[None]:
    """Let the collector look only at what reading makes: else it goes through the whole program time and again."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@write
def claim(_system: None, *, run_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up an import that is due; None where it is not, or another of the partner is being read."""
    found = ImportRun.objects.filter(public_id=run_id).first()
    if found is None:
        return None
    Partner.objects.select_for_update().get(pk=found.partner_id)
    others = ImportRun.objects.filter(partner_id=found.partner_id, state=ImportState.READING).exclude(
        pk=found.pk
    )
    if others.exists() or not WORK.take(run_id, task_id=task_id, at=at):
        return None
    held = ImportRun.objects.select_for_update(of=("self",)).select_related("partner").get(pk=found.pk)
    if held.attempts > MOST_ATTEMPTS:
        _end(held, ImportState.FAILED, at=at, failure="gave_up")
        return None
    _resume(held)
    return Claim(held, at)


def _resume(held: ImportRun) -> None:
    """Go on where the last worker was; from the beginning where what it had staged is gone, or rules have changed."""
    if staging.count(held) == held.items_accepted and held.rules_version == RULES_VERSION and held.items_read:
        return
    staging.make(held)
    RejectedItem.objects.filter(run=held).delete()
    zero = dict.fromkeys(("items_read", "items_accepted", "items_refused", "warnings", "bytes_read"), 0)
    _update(held, **zero, unknown_columns={}, rules_version=RULES_VERSION)


def _read(claimed: Claim, now: Callable[[], datetime], size: int, until: float) -> bool:
    """Stage what is not yet staged. False where time was up before the end. Raises FeedRefused, Lost, OSError."""
    found = claimed.run
    feed = reading.opened(
        lambda: feed_files.path_of(found.public_id).open("rb"),
        form=found.format,
        charset=found.charset,
        limits=Limits(most_bytes=settings.REFERRAL_UNPACKED_BYTES),
    )
    terms = Terms(frozenset(found.partner.hosts), frozenset(found.partner.currencies), found.created_at)
    items = islice(feed.items, found.items_read, None)
    while keep(None, claimed, islice(items, size), terms, position=feed.position, now=now):
        if time.monotonic() > until:
            return False
    return True


def _warned(found: ImportRun) -> Iterator[tuple[str, int]]:
    """How many warnings of each rule are kept already; refusals are all kept."""
    if found.warnings:
        kept = (
            RejectedItem.objects.filter(run=found, is_refused=False)
            .values("rule")
            .annotate(count=Count("pk"))
        )
        yield from ((one["rule"], one["count"]) for one in kept)


@write
def keep(
    _system: None,
    claimed: Claim,
    raws: Iterable[Raw],
    terms: Terms,
    *,
    position: Callable[[], int],
    now: Callable[[], datetime],
) -> bool:
    """Commit one piece together with how far it is; False where there was none. Raises Lost, FeedRefused, OSError."""
    _check(claimed)
    kept = dict(_warned(claimed.run))
    with staging.Adding(claimed.run) as stage:
        made = pieces.made(raws, terms, kept, stage)
    if not made.read:
        return False
    held = _still_mine(claimed)
    staging.note(held, made.findings)
    columns = Counter(held.unknown_columns) + made.columns
    _update(
        held,
        items_read=held.items_read + made.read,
        items_accepted=held.items_accepted + made.read - made.refused,
        items_refused=held.items_refused + made.refused,
        warnings=held.warnings + made.warnings,
        bytes_read=position(),
        unknown_columns=dict(columns.most_common(MOST_COLUMNS)),
    )
    for name in ("items_read", "items_accepted", "items_refused", "warnings"):
        setattr(claimed.run, name, getattr(held, name))
    return True


@write
def finish(_system: None, claimed: Claim, *, at: datetime) -> None:
    """Switch the catalogue, or ask a person where the feed has shrunk; a newer one that holds is never replaced.

    Raises Lost, FeedRefused.
    """
    Partner.objects.select_for_update().get(pk=claimed.run.partner_id)
    held = _still_mine(claimed)
    later = ImportRun.objects.filter(partner_id=held.partner_id, created_at__gt=held.created_at)
    if later.filter(state=ImportState.DONE).exists():
        log.info("feed_overtaken", run=str(held.public_id))
        _end(held, ImportState.DROPPED, at=at)
        return
    twins = switching.refuse_twins(held)
    _update(held, items_accepted=held.items_accepted - twins, items_refused=held.items_refused + twins)
    if staging.count(held) != held.items_accepted:
        raise OSError("what was staged is not there")
    catalogue, _ = Catalogue.objects.get_or_create(partner_id=held.partner_id)
    if held.confirmed_at is None and held.items_accepted * SHRUNK < catalogue.feed_items:
        _update(held, state=ImportState.ASKED, due_at=None, claimed_at=None, claimed_by="")
        return
    counts = switching.switch(held, accepted=held.items_accepted, at=at)
    catalogue.refreshed_at, catalogue.feed_items = at, held.items_accepted
    catalogue.save(update_fields=["refreshed_at", "feed_items"])
    told = {name: getattr(counts, name) for name in ("created", "changed", "unchanged", "withdrawn")}
    _end(held, ImportState.DONE, at=at, **told)


@write
def fail(_system: None, claimed: Claim, refused: FeedRefused, *, at: datetime) -> None:
    """End an import whose file is refused; the catalogue stays as it was."""
    held = ImportRun.objects.select_for_update().get(pk=claimed.run.pk)
    if WORK.is_held(held, claimed.token):
        finding = Found(
            held.items_read + 1, refused.line, "", "", refused.code, refused.limit, is_refused=True
        )
        staging.note(held, [finding])
        _end(held, ImportState.FAILED, at=at, failure=refused.code)


@write
def put_back(_system: None, claimed: Claim, *, at: datetime, pause: timedelta) -> None:
    """Let another task go on."""
    held = ImportRun.objects.select_for_update().get(pk=claimed.run.pk)
    if WORK.is_held(held, claimed.token):
        also = {"attempts": held.attempts - 1} if not pause else {}
        WORK.release(held, due_at=at + pause, **also)


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return what is due but lies still: a lost message, a killed worker, a disk that was away."""
    lying = WORK.lying(at=at)
    for one in lying:
        if one.state == ImportState.READING:
            WORK.release(one, due_at=at)
    return [one.public_id for one in lying]


def _check(claimed: Claim) -> None:
    """Ask without a lock, before any work is done. Raises Lost."""
    if not WORK.is_held(ImportRun.objects.get(pk=claimed.run.pk), claimed.token):
        raise Lost


def _still_mine(claimed: Claim) -> ImportRun:
    held = ImportRun.objects.select_for_update().get(pk=claimed.run.pk)
    if not WORK.is_held(held, claimed.token):
        raise Lost
    return held


def _end(held: ImportRun, state: str, *, at: datetime, **also: Any) -> None:
    _update(held, state=state, ended_at=at, due_at=None, claimed_at=None, claimed_by="", **also)
    staging.drop(held)
    transaction.on_commit(lambda: feed_files.remove(held.public_id))


def _update(held: ImportRun, **told: Any) -> None:
    ImportRun.objects.filter(pk=held.pk).update(**told)
    for name, value in told.items():
        setattr(held, name, value)
