"""Items that wait for a person: what the rules said, what the partner says, and what people decided before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.pages import person_of
from apps.foundation.errors import NotVisible
from apps.referrals.models import HeldProduct, Product, ReportReason
from apps.referrals.pages.access import of_administrators
from apps.referrals.pages.admin.forms import REPORTS, RULES, JudgeForm
from apps.referrals.pages.catalogue import told_item
from apps.referrals.pages.form_page import FormPage, answer, posted
from apps.referrals.pages.shell import piece
from apps.referrals.selectors import complaints, queues
from apps.referrals.services import judging
from apps.referrals.words import items as item_words

MOST_SHOWN: Final = 200
REASONS: Final = {
    ReportReason.UNSAFE: gettext_lazy("not safe in pregnancy"),
    ReportReason.NOT_AS_SAID: gettext_lazy("not what it says"),
    ReportReason.SUBSTITUTE: gettext_lazy("a substitute of breast milk"),
    ReportReason.OFFENSIVE: gettext_lazy("offensive"),
    ReportReason.BROKEN: gettext_lazy("the page is broken, or the product is gone"),
    ReportReason.OTHER: gettext_lazy("something else"),
}


@of_administrators
def to_judge(request: HttpRequest) -> HttpResponse:
    """Items on which the rules could not decide."""
    listed = piece(request, queues.to_judge())
    rows = [told_item(row) for row in listed["rows"]]
    given = {**listed, "rows": rows, "crumbs": _crumbs(_("Items to judge"))}
    return render(request, "portal/admin/to_judge.html", given)


@of_administrators
def reports(request: HttpRequest) -> HttpResponse:
    """Items that were reported, the most often reported first."""
    rows = [
        {**told_item(one.product), "said": _in_words(one.reasons), "is_held": one.is_held}
        for one in complaints.waiting(MOST_SHOWN)
    ]
    return render(
        request, "portal/admin/reports.html", {"rows": rows, "crumbs": _crumbs(_("Reported items"))}
    )


def _in_words(reasons: Mapping[str, int]) -> list[tuple[Any, int]]:
    return [(REASONS[ReportReason(reason)], count) for reason, count in reasons.items()]


@of_administrators
def item(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Decide about one item: what the rules could not, or what people reported."""
    product = Product.objects.select_related("partner").filter(public_id=product_id).first()
    if product is None:
        raise NotVisible
    said = _in_words(complaints.reasons_of([product.pk])[product.pk])
    opened = {"seen": bytes(product.content_sha).hex(), "about": REPORTS if said else RULES}
    form = JudgeForm(posted(request), initial=opened)
    page = FormPage(
        title=product.title,
        submit=_("Decide"),
        back_url=reverse("partners:reports" if form["about"].value() == REPORTS else "partners:to_judge"),
        crumbs=_crumbs(product.title),
        done=_("It is decided."),
    )

    def act(typed: dict[str, Any]) -> None:
        told = {name: typed[name] for name in ("seen", "reason")}
        told |= {"product_id": product_id, "at": timezone.now()}
        is_yes = typed["decision"] == "yes"
        if typed["about"] == REPORTS:
            judging.look_at_reports(person_of(request), is_fine=is_yes, **told)
        else:
            judging.judge(person_of(request), is_allowed=is_yes, **told)

    def show(_template: str, *, status: int, **given: Any) -> HttpResponse:
        return render(request, "portal/admin/item.html", {**_facts(product, said), **given}, status=status)

    return answer(request, form, page, act, show=show)


def _facts(product: Product, said: list[tuple[Any, int]]) -> dict[str, Any]:
    held = HeldProduct.objects.filter(product=product).first()
    told = told_item(product)
    return {
        "one": told,
        "said": said,
        "held": held,
        "may_decide": bool(said) or product.verdict in queues.UNDECIDED,
        "kind": item_words.of_kind(product.kind),
        "amounts": sorted(product.amounts_a_day.items()),
        "history": product.judgements.select_related("author").order_by("-pk"),
    }


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("Partners"), reverse("partners:partners")), (here, "")]
