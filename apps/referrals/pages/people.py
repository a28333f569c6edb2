"""The people of a partner: who they are, invitations, roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.foundation.errors import NotVisible
from apps.referrals.models import Membership, PartnerRole
from apps.referrals.pages.access import Seat, of_partner
from apps.referrals.pages.form_page import FormPage, SureForm, answer, posted
from apps.referrals.pages.forms import InviteForm, RoleForm
from apps.referrals.pages.shell import shown
from apps.referrals.services import members


@of_partner()
def people(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Members by name, and invitations that are open."""
    rows = seat.partner.memberships.select_related("person")
    return shown(
        request,
        seat,
        "people",
        "people",
        rows=sorted(rows, key=lambda row: row.person.get_full_name().casefold()),
        invitations=seat.partner.invitations.order_by("email"),
    )


@of_partner(PartnerRole.OWNER)
def invite(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Invite somebody by e-mail."""
    page = _page(
        seat,
        _("Invite somebody"),
        _("Invite"),
        lead=_("Owners may do everything, editors the catalogue and files, viewers look."),
        done=_("The invitation is on its way."),
    )

    def act(typed: dict[str, Any]) -> None:
        members.invite(seat.person, partner=seat.partner, at=timezone.now(), **typed)

    return answer(request, InviteForm(posted(request)), page, act, show=_show(request, seat))


@require_POST
@of_partner(PartnerRole.OWNER)
def withdraw_invitation(request: HttpRequest, seat: Seat, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    members.withdraw_invitation(seat.person, partner=seat.partner, invitation_id=invitation_id)
    messages.success(request, _("The invitation is withdrawn."))
    return HttpResponseRedirect(seat.url("people"))


@of_partner(PartnerRole.OWNER)
def change_role(request: HttpRequest, seat: Seat, member_id: UUID) -> HttpResponse:
    """Give somebody another role."""
    found = _member(seat, member_id)
    page = _page(
        seat,
        _("Role of %(name)s") % {"name": found.person.get_full_name()},
        _("Save"),
        lead=_("Owners may do everything, editors the catalogue and files, viewers look."),
        done=_("Saved."),
    )

    def act(typed: dict[str, Any]) -> None:
        members.change_role(seat.person, partner=seat.partner, member_id=member_id, role=typed["role"])

    form = RoleForm(posted(request), initial={"role": found.role})
    return answer(request, form, page, act, show=_show(request, seat))


@of_partner(PartnerRole.OWNER)
def take_out(request: HttpRequest, seat: Seat, member_id: UUID) -> HttpResponse:
    """End somebody's membership."""
    found = _member(seat, member_id)
    page = _page(
        seat,
        _("Take %(name)s out") % {"name": found.person.get_full_name()},
        _("Take out"),
        lead=_("From this moment on this account sees nothing of %(partner)s.")
        % {"partner": seat.partner.name},
        danger=True,
        done=_("Done."),
    )

    def act(_typed: dict[str, Any]) -> str | None:
        members.take_out(seat.person, partner=seat.partner, member_id=member_id)
        return "/" if found.person_id == seat.person.pk else None

    return answer(request, SureForm(posted(request)), page, act, show=_show(request, seat))


def _member(seat: Seat, member_id: UUID) -> Membership:
    found = seat.partner.memberships.select_related("person").filter(person__public_id=member_id).first()
    if found is None:
        raise NotVisible
    return found


def _page(seat: Seat, title: Any, submit: Any, **given: Any) -> FormPage:
    crumbs = [(_("People"), seat.url("people")), (title, "")]
    return FormPage(title=title, submit=submit, back_url=seat.url("people"), crumbs=crumbs, **given)


def _show(request: HttpRequest, seat: Seat) -> Any:
    return lambda template, **given: shown(request, seat, "people", template, **given)
