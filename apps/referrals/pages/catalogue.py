"""The catalogue: feeds sent and fetched, what came of each import, and the items with what the rules say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.foundation.errors import Invalid, NotVisible
from apps.referrals.catalogue.findings import FeedRefused
from apps.referrals.findings_file import findings_file
from apps.referrals.models import (
    Catalogue,
    ImportRun,
    ImportSource,
    PartnerRole,
    Product,
    ProductState,
    RejectedItem,
)
from apps.referrals.pages.access import Seat, of_partner
from apps.referrals.pages.form_page import REFUSED, done_or_refused
from apps.referrals.pages.forms import FetchForm, UploadForm
from apps.referrals.pages.shares import shares_of
from apps.referrals.pages.shell import Tab, asked, piece, shown
from apps.referrals.screening.verdicts import ORDER
from apps.referrals.selectors.health import health
from apps.referrals.selectors.products import UNDECIDED
from apps.referrals.services import feeds, fetch_settings
from apps.referrals.states import ImportState
from apps.referrals.words import findings as finding_words
from apps.referrals.words import items as item_words
from apps.referrals.words.addresses import of_address
from apps.referrals.words.orders import IMPORTS

IMPORTS_A_PAGE: Final = 20
UNDER_WAY: Final = (ImportState.WAITING, ImportState.READING)
SOURCES: Final = {
    ImportSource.UPLOAD: gettext_lazy("sent"),
    ImportSource.FETCH: gettext_lazy("fetched"),
}


@dataclass(frozen=True)
class Told:
    """An import in words."""

    run: ImportRun
    level: str
    state: str
    source: Any
    failure: str
    percent: int | None
    url: str
    state_url: str
    is_under_way: bool
    is_asked: bool


def told_import(seat: Seat, run: ImportRun) -> Told:
    """Return an import in words; `percent` is how far it is, None where that is not known."""
    level, state = IMPORTS[run.state]
    is_read = run.state == ImportState.READING and run.bytes_total
    return Told(
        run=run,
        level=level,
        state=str(state),
        source=SOURCES[ImportSource(run.source)],
        failure=finding_words.of_failure(run.failure),
        percent=min(99, run.bytes_read * 100 // run.bytes_total) if is_read else None,
        url=seat.url("import", import_id=run.public_id),
        state_url=seat.url("import_state", import_id=run.public_id),
        is_under_way=run.state in UNDER_WAY,
        is_asked=run.state == ImportState.ASKED,
    )


@of_partner()
def catalogue(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Imports, and where feeds come from."""
    upload = UploadForm(*_sent(request, "upload"), prefix="upload")
    row = Catalogue.objects.filter(partner=seat.partner).first()
    initial = {
        "url": row.fetch_url if row else "",
        "every_s": row.fetch_every_s if row else fetch_settings.EVERY_S[2],
    }
    fetch = FetchForm(*_sent(request, "fetch"), initial=initial, prefix="fetch")
    if request.method == "POST":
        if not (seat.edits and seat.is_live):
            raise PermissionDenied
        is_upload = request.POST.get("what") == "upload"
        form: Any = upload if is_upload else fetch
        act = _uploaded if is_upload else _fetch_set
        is_done, address = done_or_refused(request, form, lambda typed: act(seat, typed))
        if is_done:
            messages.success(request, _("The feed is here. It is read now.") if is_upload else _("Saved."))
            return HttpResponseRedirect(address)
    listed = piece(request, ImportRun.objects.filter(partner=seat.partner), size=IMPORTS_A_PAGE)
    found = health(seat.partner, at=timezone.now())
    return shown(
        request,
        seat,
        "catalogue",
        "catalogue",
        status=REFUSED if upload.errors or fetch.errors else 200,
        **{**listed, "rows": [told_import(seat, run) for run in listed["rows"]]},
        health=found,
        shares=shares_of(found),
        row=row,
        fetch_failure=of_address(row.fetch_failure) if row and row.fetch_failure else "",
        upload=upload,
        fetch=fetch,
    )


def _sent(request: HttpRequest, what: str) -> tuple[Any, Any]:
    """What was sent for one of the two forms of the page."""
    if request.method == "POST" and request.POST.get("what") == what:
        return request.POST, request.FILES
    return None, None


def _uploaded(seat: Seat, typed: dict[str, Any]) -> str:
    try:
        run = feeds.receive(
            seat.person,
            seat.partner,
            typed["file"].chunks(),
            source=ImportSource.UPLOAD,
            charset=typed["file"].charset,
            at=timezone.now(),
        )
    except FeedRefused as refused:
        raise Invalid.field("file", finding_words.of_failure(refused.code), code=refused.code) from refused
    return seat.url("import", import_id=run.public_id)


def _fetch_set(seat: Seat, typed: dict[str, Any]) -> str:
    fetch_settings.set_fetch(seat.person, partner=seat.partner, at=timezone.now(), **typed)
    return seat.url("catalogue")


@require_POST
@of_partner(PartnerRole.EDITOR)
def fetch_now(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Fetch the feed within a minute."""
    fetch_settings.fetch_now(seat.person, partner=seat.partner, at=timezone.now())
    messages.success(request, _("The feed is fetched within a minute."))
    return HttpResponseRedirect(seat.url("catalogue"))


def _run(seat: Seat, import_id: UUID) -> ImportRun:
    found = ImportRun.objects.filter(partner=seat.partner, public_id=import_id).first()
    if found is None or not seat.is_live:
        raise NotVisible
    return found


@of_partner()
def one_import(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """One import: how far it is, what came of it, every finding."""
    run = _run(seat, import_id)
    kind, rule = asked(request, "kind"), asked(request, "rule")
    rows = RejectedItem.objects.filter(run=run)
    rules = sorted(rows.values_list("rule", flat=True).distinct())
    if kind in ("refused", "warning"):
        rows = rows.filter(is_refused=kind == "refused")
    if rule:
        rows = rows.filter(rule=rule)
    listed = piece(request, rows, by="pk")
    return shown(
        request,
        seat,
        "catalogue",
        "import",
        told=told_import(seat, run),
        crumbs=[(_("Catalogue"), seat.url("catalogue")), (_("Import"), "")],
        kinds=[
            Tab(words, f"?kind={name}&rule={rule}", name == kind)
            for name, words in (
                ("", _("All findings")),
                ("refused", _("Refused")),
                ("warning", _("Warnings")),
            )
        ],
        kind=kind,
        rule=rule,
        rules=[(each, finding_words.of_rule(each)[0]) for each in rules],
        **{**listed, "rows": [_told_finding(row) for row in listed["rows"]]},
    )


def _told_finding(row: RejectedItem) -> dict[str, Any]:
    found, todo = finding_words.of_rule(row.rule)
    return {"row": row, "field": finding_words.of_field(row.field), "found": found, "todo": todo}


@of_partner()
def import_state(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """The part of a page that says how far an import is; asked again while it is under way."""
    return render(
        request,
        "portal/parts/import_state.html",
        {"seat": seat, "told": told_import(seat, _run(seat, import_id))},
    )


@of_partner()
def findings_csv(request: HttpRequest, seat: Seat, import_id: UUID) -> StreamingHttpResponse:
    """Every finding as a file."""
    return findings_file(_run(seat, import_id))


@require_POST
@of_partner(PartnerRole.EDITOR)
def answer_import(request: HttpRequest, seat: Seat, import_id: UUID) -> HttpResponse:
    """Yes or no to a feed that has shrunk."""
    holds = request.POST.get("holds") == "yes"
    act = feeds.confirm if holds else feeds.drop
    act(seat.person, seat.partner, _run(seat, import_id).public_id, at=timezone.now())
    done = _("It is taken over now.") if holds else _("It was dropped. The catalogue stays as it was.")
    messages.success(request, done)
    return HttpResponseRedirect(seat.url("import", import_id=import_id))


STATES: Final = {
    ProductState.LISTED: gettext_lazy("listed"),
    ProductState.WITHDRAWN: gettext_lazy("withdrawn"),
}


@of_partner()
def items(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Items with their verdicts, by id."""
    if not seat.is_live:
        return HttpResponseRedirect(seat.url("catalogue"))
    q, verdict, state = asked(request, "q"), asked(request, "verdict"), asked(request, "state")
    listed = piece(request, _items(seat, q, verdict, state), by="item_id")
    return shown(
        request,
        seat,
        "catalogue",
        "items",
        crumbs=[(_("Catalogue"), seat.url("catalogue")), (_("Items"), "")],
        q=q,
        verdict=verdict,
        state=state,
        verdicts=[(each, item_words.of_verdict(each)[1]) for each in ORDER],
        states=list(STATES.items()),
        **{**listed, "rows": [told_item(row) for row in listed["rows"]]},
    )


def _items(seat: Seat, q: str, verdict: str, state: str) -> QuerySet[Product]:
    rows = Product.objects.filter(partner=seat.partner)
    if q:
        rows = rows.filter(Q(item_id=q) | Q(title__icontains=q) | Q(brand__iexact=q))
    if verdict in ORDER:
        rows = rows.filter(verdict=verdict)
    return rows.filter(state=state) if state in ProductState.values else rows


def told_item(row: Product) -> dict[str, Any]:
    """Return an item with what the rules, and perhaps a person, said."""
    level, words = item_words.of_verdict(row.verdict)
    is_judged = row.verdict in UNDECIDED and row.judged_sha == row.content_sha
    if is_judged:
        level, words = (
            ("ok", _("allowed by a person")) if row.is_allowed else ("critical", _("refused by a person"))
        )
    return {
        "row": row,
        "level": level if row.state == ProductState.LISTED else "unknown",
        "words": words,
        "state": STATES[ProductState(row.state)],
        "kind": item_words.of_kind(row.kind),
        "reasons": item_words.of_reasons(row.reasons),
    }
