"""Partners: the list, one of them, its people and its agreements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.pages import person_of
from apps.foundation.errors import NotVisible
from apps.referrals.models import AccountKind, Agreement, Partner
from apps.referrals.pages.access import of_administrators
from apps.referrals.pages.admin import forms
from apps.referrals.pages.form_page import FormPage, SureForm, answer, posted
from apps.referrals.selectors import complaints, queues
from apps.referrals.selectors.balances import balances
from apps.referrals.selectors.health import health
from apps.referrals.selectors.statements import currencies
from apps.referrals.services import agreements, members
from apps.referrals.services import partners as services
from apps.referrals.settling.periods import periods
from apps.referrals.words import items as item_words


def partner_of(partner_id: UUID) -> Partner:
    """Return a partner. Raises NotVisible."""
    found = Partner.objects.filter(public_id=partner_id).first()
    if found is None:
        raise NotVisible
    return found


def url_of(partner: Partner, name: str = "partner", **ids: Any) -> str:
    """Return the address of a page about one partner."""
    return reverse(f"partners:{name}", kwargs={"partner_id": partner.public_id, **ids})


@of_administrators
def partners(request: HttpRequest) -> HttpResponse:
    """Every partner by name, and how much waits for a person."""
    rows = Partner.objects.order_by("name")
    told = [(row, row.memberships.count(), _owed(row)) for row in rows]
    given = {
        "rows": told,
        "judge": queues.to_judge_count(),
        "reports": complaints.waiting_count(queues.MOST_COUNTED),
    }
    return render(request, "portal/admin/partners.html", given)


def _owed(partner: Partner) -> list[tuple[str, int]]:
    return [
        (currency, balances(partner, is_live=True, currency=currency)[AccountKind.APPROVED])
        for currency in currencies(partner, is_live=True)
    ]


@of_administrators
def partner(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """One partner: what is kept of it, its people, what is agreed."""
    found = partner_of(partner_id)
    by_category: dict[str, list[Agreement]] = {}
    for row in found.agreements.select_related("made_by").order_by("category", "version"):
        by_category.setdefault(row.category, []).append(row)
    today = timezone.now().date()
    given = {
        "partner": found,
        "health": health(found, at=timezone.now()),
        "people": found.memberships.select_related("person").order_by("person__full_name"),
        "invitations": found.invitations.order_by("email"),
        "agreed": [
            {
                "category": category,
                "words": item_words.of_kind(category),
                "periods": [
                    {
                        "row": period.row,
                        "start": period.start,
                        "until": period.until,
                        "percent": f"{period.row.commission_bp / 100:g}",
                        "is_now": period.start <= today and (period.until is None or today < period.until),
                        "is_over": period.until is not None and period.until <= today,
                    }
                    for period in periods(rows)
                ],
            }
            for category, rows in sorted(by_category.items())
        ],
        "owed": _owed(found),
        "crumbs": _crumbs(found),
    }
    return render(request, "portal/admin/partner.html", given)


@of_administrators
def new_partner(request: HttpRequest) -> HttpResponse:
    """Make a partner."""
    page = FormPage(
        title=_("New partner"),
        submit=_("Make the partner"),
        back_url=reverse("partners:partners"),
        crumbs=_crumbs(_("New partner")),
        lead=_("Agreements and people come next."),
    )

    def act(typed: dict[str, Any]) -> str:
        return url_of(services.make_partner(person_of(request), at=timezone.now(), **typed))

    return answer(request, forms.PartnerForm(posted(request)), page, act)


@of_administrators
def change_partner(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Change what is kept of a partner."""
    found = partner_of(partner_id)
    initial = {
        "name": found.name,
        "hosts": "\n".join(found.hosts),
        "currencies": " ".join(found.currencies),
        "click_parameter": found.click_parameter,
        "requests_a_minute": found.requests_a_minute,
    }
    page = _page(found, _("Change %(name)s") % {"name": found.name}, _("Save"), done=_("Saved."))

    def act(typed: dict[str, Any]) -> None:
        services.change_partner(person_of(request), partner_id=partner_id, **typed)

    return answer(request, forms.PartnerForm(posted(request), initial=initial), page, act)


@of_administrators
def set_active(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Let a partner go, or back in."""
    found = partner_of(partner_id)
    title = _("Let %(name)s go") if found.is_active else _("Let %(name)s back in")
    lead = (
        _("Nothing of it is offered, its programs and people are shut out. The ledger stays.")
        if found.is_active
        else _("Its programs and people come in again, and its catalogue is offered.")
    )
    page = _page(
        found,
        title % {"name": found.name},
        _("Let it go") if found.is_active else _("Let it back in"),
        lead=lead,
        danger=found.is_active,
        done=_("Done."),
    )

    def act(_typed: dict[str, Any]) -> None:
        services.set_active(person_of(request), partner_id=partner_id, is_active=not found.is_active)

    return answer(request, SureForm(posted(request)), page, act)


@of_administrators
def agree(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Add an agreement; what holds before its first day stays as it is."""
    found = partner_of(partner_id)
    page = _page(
        found,
        _("New agreement"),
        _("Agree"),
        lead=_(
            "From its first day on it takes the place of what was agreed for the category. Nothing before changes."
        ),
        done=_("It is agreed."),
    )

    def act(typed: dict[str, Any]) -> None:
        percent = typed.pop("percent")
        agreements.agree(
            person_of(request),
            partner=found,
            commission_bp=int(percent * 100),
            at=timezone.now(),
            **typed,
        )

    initial = {"category": request.GET.get("category", ""), "valid_from": timezone.now().date()}
    return answer(request, forms.AgreementForm(posted(request), initial=initial), page, act)


@of_administrators
def end_agreement(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """End what is agreed for a category, from a day on."""
    found, category = partner_of(partner_id), request.GET.get("category", "")
    if not found.agreements.filter(category=category).exists():
        raise NotVisible
    page = _page(
        found,
        _("End an agreement"),
        _("End it"),
        lead=_("Orders from that day on earn nothing in this category. What was earned before stays."),
        facts=[(_("Category"), item_words.of_kind(category))],
        danger=True,
        done=_("It ends."),
    )

    def act(typed: dict[str, Any]) -> None:
        agreements.agree(
            person_of(request),
            partner=found,
            category=category,
            valid_from=typed["valid_from"],
            commission_bp=0,
            ends=True,
            at=timezone.now(),
        )

    initial = {"valid_from": timezone.now().date()}
    return answer(request, forms.EndForm(posted(request), initial=initial), page, act)


@of_administrators
def add_member(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Invite somebody to act for the partner."""
    found = partner_of(partner_id)
    page = _page(found, _("Invite somebody"), _("Invite"), done=_("The invitation is on its way."))

    def act(typed: dict[str, Any]) -> None:
        members.invite(person_of(request), partner=found, at=timezone.now(), **typed)

    return answer(request, forms.MemberForm(posted(request)), page, act)


@require_POST
@of_administrators
def remove_member(request: HttpRequest, partner_id: UUID, member_id: UUID) -> HttpResponse:
    """Take somebody out."""
    found = partner_of(partner_id)
    members.take_out(person_of(request), partner=found, member_id=member_id)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(url_of(found))


def _page(found: Partner, title: Any, submit: Any, **given: Any) -> FormPage:
    crumbs = [*_crumbs(found)[:1], (found.name, url_of(found)), (title, "")]
    return FormPage(title=title, submit=submit, back_url=url_of(found), crumbs=crumbs, **given)


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("Partners"), reverse("partners:partners")), (getattr(here, "name", here), "")]
