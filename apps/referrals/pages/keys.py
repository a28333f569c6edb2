"""Keys: programs that sign in, and the secret that orders are signed with. A secret is shown once, in one answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.foundation.errors import NotVisible
from apps.referrals.models import PartnerClient, PartnerRole, SigningSecret
from apps.referrals.pages.access import Seat, of_partner
from apps.referrals.pages.form_page import REFUSED, FormPage, SureForm, answer, done_or_refused, posted
from apps.referrals.pages.forms import SCOPES, KeyForm
from apps.referrals.pages.shell import shown
from apps.referrals.services import clients


@of_partner()
def keys(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Programs of this mode, and since when the signing secret is good."""
    at = timezone.now()
    rows = PartnerClient.objects.filter(partner=seat.partner, is_live=seat.is_live).select_related(
        "application"
    )
    secrets = SigningSecret.objects.filter(partner=seat.partner, is_live=seat.is_live, endpoint=None)
    return shown(
        request,
        seat,
        "keys",
        "keys",
        rows=[
            {
                "row": row,
                "client_id": row.application.client_id,
                "scopes": [SCOPES.get(scope, scope) for scope in row.scopes],
                "overlaps": row.previous_until is not None and row.previous_until > at,
            }
            for row in rows.filter(ended_at=None).order_by("pk")
        ],
        ended=rows.exclude(ended_at=None).order_by("-ended_at")[:10],
        secret=secrets.filter(ends_at=None).order_by("-pk").first(),
        old_secret=secrets.filter(ends_at__gt=at).order_by("-ends_at").first(),
    )


@of_partner(PartnerRole.OWNER)
def new_key(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Make a program; its secret is shown this one time."""
    form = KeyForm(posted(request), initial={"scopes": list(SCOPES)})
    is_done, made = done_or_refused(
        request,
        form,
        lambda typed: clients.make_client(
            seat.person, partner=seat.partner, is_live=seat.is_live, at=timezone.now(), **typed
        ),
    )
    if is_done:
        return _shown_once(request, seat, _("The key is made"), made)
    page = _page(seat, _("New key"), _("Make the key"), lead=_("A key is good for one mode only: this one."))
    return shown(request, seat, "keys", "form", form=form, page=page, status=REFUSED if form.errors else 200)


@of_partner(PartnerRole.OWNER)
def rotate_key(request: HttpRequest, seat: Seat, client_id: UUID) -> HttpResponse:
    """Give a program a new secret; the one of before is good for a week."""
    found = _client(seat, client_id)
    if request.method == "POST":
        made = clients.rotate_client(
            seat.person, partner=seat.partner, client_id=client_id, at=timezone.now()
        )
        return _shown_once(request, seat, _("The secret is changed"), made)
    page = _page(
        seat,
        _("New secret for %(name)s") % {"name": found.name},
        _("Make a new secret"),
        lead=_("The old secret stays good for seven days, so that nothing stops meanwhile."),
    )
    return shown(request, seat, "keys", "form", form=SureForm(), page=page)


@of_partner(PartnerRole.OWNER)
def end_key(request: HttpRequest, seat: Seat, client_id: UUID) -> HttpResponse:
    """End a program at once."""
    found = _client(seat, client_id)
    page = _page(
        seat,
        _("End %(name)s") % {"name": found.name},
        _("End it now"),
        lead=_("Its tokens are gone at once, and it cannot sign in any more. This cannot be taken back."),
        danger=True,
        done=_("The key has ended."),
    )

    def act(_typed: dict[str, Any]) -> None:
        clients.end_client(seat.person, partner=seat.partner, client_id=client_id, at=timezone.now())

    return answer(request, SureForm(posted(request)), page, act, show=_show(request, seat))


@of_partner(PartnerRole.OWNER)
def rotate_signing(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Make a new secret for signing orders; the one of before is good for a week."""
    if request.method == "POST":
        secret = clients.new_signing_secret(
            seat.person, partner=seat.partner, is_live=seat.is_live, at=timezone.now()
        )
        return secret_once(
            request,
            seat,
            "keys",
            _("The new signing secret"),
            [(_("Signing secret"), secret)],
            seat.url("keys"),
        )
    page = _page(
        seat,
        _("New signing secret"),
        _("Make a new secret"),
        lead=_("Orders are signed with it. The old secret stays good for seven days."),
    )
    return shown(request, seat, "keys", "form", form=SureForm(), page=page)


def _client(seat: Seat, client_id: UUID) -> PartnerClient:
    rows = PartnerClient.objects.filter(partner=seat.partner, is_live=seat.is_live, ended_at=None)
    found = rows.filter(public_id=client_id).first()
    if found is None:
        raise NotVisible
    return found


def _shown_once(request: HttpRequest, seat: Seat, title: str, made: clients.Shown) -> HttpResponse:
    facts = [(_("Client id"), made.client_id), (_("Secret"), made.secret)]
    return secret_once(request, seat, "keys", title, facts, seat.url("keys"))


def secret_once(
    request: HttpRequest, seat: Seat, section: str, title: str, facts: list[tuple[str, str]], back_url: str
) -> HttpResponse:
    """Show a secret: in this answer only, and in no cache."""
    answered = shown(request, seat, section, "secret", title=title, facts=facts, back_url=back_url)
    answered["Cache-Control"] = "no-store"
    return answered


def _page(seat: Seat, title: Any, submit: Any, **given: Any) -> FormPage:
    crumbs = [(pgettext("of programs", "Keys"), seat.url("keys")), (title, "")]
    return FormPage(title=title, submit=submit, back_url=seat.url("keys"), crumbs=crumbs, **given)


def _show(request: HttpRequest, seat: Seat) -> Any:
    return lambda template, **given: shown(request, seat, "keys", template, **given)
