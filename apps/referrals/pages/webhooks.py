"""Webhooks: addresses with their secrets, and the log of what was sent."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.foundation.errors import NotVisible
from apps.referrals.models import PartnerRole, WebhookDelivery, WebhookEndpoint
from apps.referrals.pages.access import Seat, of_partner
from apps.referrals.pages.form_page import REFUSED, FormPage, SureForm, answer, done_or_refused, posted
from apps.referrals.pages.forms import EVENTS, EndpointForm
from apps.referrals.pages.keys import secret_once
from apps.referrals.pages.shell import Tab, asked, piece, shown
from apps.referrals.services import endpoints
from apps.referrals.webhook_states import DeliveryState
from apps.referrals.words.webhooks import ENDED, STATES, of_attempt


@of_partner()
def webhooks(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Addresses, and those that ended not long ago."""
    at = timezone.now()
    rows = WebhookEndpoint.objects.filter(partner=seat.partner, is_live=seat.is_live)
    recent = rows.filter(ended_at__gt=at - endpoints.BACK_WITHIN).order_by("-ended_at")
    return shown(
        request,
        seat,
        "webhooks",
        "webhooks",
        rows=[
            {"row": row, "events": [EVENTS.get(kind, kind) for kind in row.events]}
            for row in rows.filter(ended_at=None).order_by("pk")
        ],
        ended=[
            {"row": row, "why": ENDED.get(row.ended_because, ""), "is_ours": row.ended_because == "asked"}
            for row in recent
        ],
    )


@of_partner(PartnerRole.OWNER)
def new_endpoint(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Keep an address; its secret is shown this one time."""
    form = EndpointForm(posted(request))

    def make(typed: dict[str, Any]) -> endpoints.Made:
        return endpoints.make_endpoint(
            seat.person, partner=seat.partner, is_live=seat.is_live, at=timezone.now(), **typed
        )

    is_done, made = done_or_refused(request, form, make)
    if is_done:
        return _secret(request, seat, _("The address is kept"), made)
    page = _page(
        seat,
        _("New address"),
        _("Keep the address"),
        lead=_("We send what happens to your orders there, signed, until your server takes it."),
    )
    return shown(
        request, seat, "webhooks", "form", form=form, page=page, status=REFUSED if form.errors else 200
    )


@of_partner(PartnerRole.OWNER)
def rotate_endpoint(request: HttpRequest, seat: Seat, endpoint_id: UUID) -> HttpResponse:
    """Make a new secret for an address; for a week messages carry both signatures."""
    found = _endpoint(seat, endpoint_id)
    if request.method == "POST":
        made = endpoints.rotate_secret(
            seat.person,
            partner=seat.partner,
            is_live=seat.is_live,
            endpoint_id=endpoint_id,
            at=timezone.now(),
        )
        return _secret(request, seat, _("The secret is changed"), made)
    page = _page(
        seat,
        _("New secret for an address"),
        _("Make a new secret"),
        lead=_("For seven days messages carry the signatures of both secrets."),
        facts=[(_("Address"), found.url)],
    )
    return shown(request, seat, "webhooks", "form", form=SureForm(), page=page)


@of_partner(PartnerRole.OWNER)
def end_endpoint(request: HttpRequest, seat: Seat, endpoint_id: UUID) -> HttpResponse:
    """Send nothing more to an address; for a week that can be taken back."""
    found = _endpoint(seat, endpoint_id)
    page = _page(
        seat,
        _("Delete an address"),
        _("Delete it"),
        lead=_("Nothing more is sent there. You can bring it back for seven days."),
        facts=[(_("Address"), found.url)],
        danger=True,
        done=_("The address is deleted. You can bring it back below."),
    )

    def act(_typed: dict[str, Any]) -> None:
        endpoints.end_endpoint(
            seat.person,
            partner=seat.partner,
            is_live=seat.is_live,
            endpoint_id=endpoint_id,
            at=timezone.now(),
        )

    return answer(
        request,
        SureForm(posted(request)),
        page,
        act,
        show=lambda template, **given: shown(request, seat, "webhooks", template, **given),
    )


@require_POST
@of_partner(PartnerRole.OWNER)
def restore_endpoint(request: HttpRequest, seat: Seat, endpoint_id: UUID) -> HttpResponse:
    """Bring an address back."""
    endpoints.restore_endpoint(
        seat.person, partner=seat.partner, is_live=seat.is_live, endpoint_id=endpoint_id, at=timezone.now()
    )
    messages.success(request, _("The address is back, with the secret that it had."))
    return HttpResponseRedirect(seat.url("webhooks"))


@require_POST
@of_partner(PartnerRole.EDITOR)
def ping(request: HttpRequest, seat: Seat, endpoint_id: UUID) -> HttpResponse:
    """Send a test message."""
    sent = endpoints.ping(
        seat.person, partner=seat.partner, is_live=seat.is_live, endpoint_id=endpoint_id, at=timezone.now()
    )
    messages.success(request, _("A test message is on its way."))
    return HttpResponseRedirect(seat.url("delivery", delivery_id=sent.public_id))


def _deliveries(seat: Seat) -> Any:
    rows = WebhookDelivery.objects.filter(endpoint__partner=seat.partner, endpoint__is_live=seat.is_live)
    return rows.select_related("message", "endpoint")


@of_partner()
def deliveries(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The log, newest first."""
    state = asked(request, "state")
    rows = _deliveries(seat)
    if state in STATES:
        rows = rows.filter(state=state)
    listed = piece(request, rows)
    states = [("", _("All")), *((name, words) for name, (_level, words) in STATES.items())]
    return shown(
        request,
        seat,
        "webhooks",
        "deliveries",
        crumbs=[(_("Webhooks"), seat.url("webhooks")), (_("Log"), "")],
        states=[Tab(words, f"?state={name}", name == state) for name, words in states],
        **{**listed, "rows": [told_delivery(row) for row in listed["rows"]]},
    )


def told_delivery(row: WebhookDelivery) -> dict[str, Any]:
    """Return a delivery in words."""
    level, words = STATES[row.state]
    return {
        "row": row,
        "level": level,
        "words": words,
        "kind": EVENTS.get(row.message.kind) or _("test message"),
        "may_replay": row.state in (DeliveryState.DEAD, DeliveryState.DELIVERED)
        and row.endpoint.ended_at is None,
    }


@of_partner()
def delivery(request: HttpRequest, seat: Seat, delivery_id: UUID) -> HttpResponse:
    """One message on its way to one address: the bytes, and every attempt."""
    found = _deliveries(seat).filter(public_id=delivery_id).first()
    if found is None:
        raise NotVisible
    return shown(
        request,
        seat,
        "webhooks",
        "delivery",
        one=told_delivery(found),
        crumbs=[
            (_("Webhooks"), seat.url("webhooks")),
            (_("Log"), seat.url("deliveries")),
            (str(found.message.public_id), ""),
        ],
        body=json.dumps(json.loads(found.message.body), ensure_ascii=False, indent=2),
        tries=[(row, of_attempt(row.code)) for row in found.tries.order_by("-pk")],
    )


@require_POST
@of_partner(PartnerRole.EDITOR)
def replay(request: HttpRequest, seat: Seat, delivery_id: UUID) -> HttpResponse:
    """Send a message again, under the same id."""
    endpoints.replay(
        seat.person, partner=seat.partner, is_live=seat.is_live, delivery_id=delivery_id, at=timezone.now()
    )
    messages.success(request, _("It is on its way again."))
    return HttpResponseRedirect(seat.url("delivery", delivery_id=delivery_id))


def _endpoint(seat: Seat, endpoint_id: UUID) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.filter(partner=seat.partner, is_live=seat.is_live, ended_at=None)
    found = rows.filter(public_id=endpoint_id).first()
    if found is None:
        raise NotVisible
    return found


def _secret(request: HttpRequest, seat: Seat, title: str, made: endpoints.Made) -> HttpResponse:
    facts = [(_("Address"), made.endpoint.url), (_("Signing secret"), made.secret)]
    return secret_once(request, seat, "webhooks", title, facts, seat.url("webhooks"))


def _page(seat: Seat, title: Any, submit: Any, **given: Any) -> FormPage:
    crumbs = [(_("Webhooks"), seat.url("webhooks")), (title, "")]
    return FormPage(title=title, submit=submit, back_url=seat.url("webhooks"), crumbs=crumbs, **given)
