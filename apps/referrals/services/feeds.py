"""Feeds come in, and a person decides about those that have shrunk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, NotVisible
from apps.foundation.ids import uuid7
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.referrals.events import FeedWaits
from apps.referrals.models import ImportRun, ImportSource, Partner, PartnerRole
from apps.referrals.services import feed_files, staging
from apps.referrals.services.membership import require_partner
from apps.referrals.states import ImportState


def receive(
    person: Person | None,
    partner: Partner,
    pieces: Iterable[bytes],
    *,
    source: ImportSource,
    form: str = "",
    charset: str | None = "",
    at: datetime,
) -> ImportRun:
    """Keep a feed on disk and let it wait for a worker. `person`: None where a program sent it, or it was fetched.

    `form` and `charset`: as whoever sent it declares them.

    Raises NotVisible, Forbidden, FeedRefused.
    """
    if person is not None:
        require_partner(person, partner, PartnerRole.EDITOR)
    run_id = uuid7()
    kept = feed_files.keep(run_id, pieces)
    return _wait(person, partner, run_id, kept, source=source, declared=(form, (charset or "")[:40]), at=at)


@write
def _wait(
    _person: Person | None,
    partner: Partner,
    run_id: UUID,
    kept: feed_files.Kept,
    *,
    source: ImportSource,
    declared: tuple[str, str],
    at: datetime,
) -> ImportRun:
    run = ImportRun.objects.create(
        public_id=run_id,
        partner=partner,
        source=source,
        state=ImportState.WAITING,
        format=declared[0],
        charset=declared[1],
        sha256=kept.sha256,
        bytes_total=kept.bytes_total,
        created_at=at,
        due_at=at,
    )
    emit(FeedWaits(run=run_id))
    return run


@write
def confirm(person: Person | None, partner: Partner, run_id: UUID, *, at: datetime) -> ImportRun:
    """Say yes to a feed that has shrunk. `person`: None where a program does. Raises NotVisible, Forbidden, Conflict."""
    run = _asked(person, partner, run_id)
    told = {"state": ImportState.WAITING, "confirmed_by": person, "confirmed_at": at, "due_at": at}
    ImportRun.objects.filter(pk=run.pk, state=ImportState.ASKED).update(**told)
    emit(FeedWaits(run=run_id))
    run.refresh_from_db()
    return run


@write
def drop(person: Person | None, partner: Partner, run_id: UUID, *, at: datetime) -> ImportRun:
    """Say no to a feed that has shrunk: the catalogue stays. Raises NotVisible, Forbidden, Conflict."""
    run = _asked(person, partner, run_id)
    ImportRun.objects.filter(pk=run.pk, state=ImportState.ASKED).update(
        state=ImportState.DROPPED, ended_at=at
    )
    staging.drop(run)
    transaction.on_commit(lambda: feed_files.remove(run_id))
    run.refresh_from_db()
    return run


def _asked(person: Person | None, partner: Partner, run_id: UUID) -> ImportRun:
    if person is not None:
        require_partner(person, partner, PartnerRole.EDITOR)
    run = ImportRun.objects.select_for_update().filter(partner=partner, public_id=run_id).first()
    if run is None:
        raise NotVisible
    if run.state != ImportState.ASKED:
        raise Conflict(_("This import does not wait for an answer."), code="import_not_asked")
    return run
