"""A person decides about items on which the rules could not, and about those that were reported; always with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.services.people import require_administrator
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.referrals.models import HeldProduct, Judgement, OfferReport, Product
from apps.referrals.selectors.products import UNDECIDED
from apps.referrals.services import uses

LONGEST_REASON: Final = 500
REPORTED: Final = "report"
"""What was found, where people had reported an item."""


@write
def judge(
    person: Any, *, product_id: UUID, seen: str, is_allowed: bool, reason: str, at: datetime
) -> Judgement:
    """Decide about an item as it was seen (`seen`: its digest, hexadecimal). Administrators only.

    Raises Forbidden, NotVisible, Invalid, Conflict where it has changed since, or the rules block it.
    """
    reason = _checked(person, reason)
    product = _locked(product_id, seen)
    if product.verdict not in UNDECIDED:
        raise Conflict(_("The rules have decided about this item. Nobody can overrule them here."))
    product.judged_sha, product.is_allowed = product.content_sha, is_allowed
    product.save(update_fields=["judged_sha", "is_allowed"])
    uses.renew([product.pk], at=at)
    return _noted(product, product.verdict, is_allowed, reason, person, at)


@write
def look_at_reports(
    person: Any, *, product_id: UUID, seen: str, is_fine: bool, reason: str, at: datetime
) -> Judgement:
    """Close the reports of an item as it was seen: it is offered again, or never. Administrators only.

    Raises Forbidden, NotVisible, Invalid, Conflict where it has changed since, or no report is open any more.
    """
    reason = _checked(person, reason)
    product = _locked(product_id, seen)
    open_reports = OfferReport.objects.filter(product=product, looked_at=None)
    if not open_reports.update(looked_at=at, looked_by=person):
        raise Conflict(_("Somebody has decided about these reports meanwhile. Look at it again."))
    if is_fine:
        HeldProduct.objects.filter(product=product).delete()
    else:
        HeldProduct.objects.update_or_create(
            product=product,
            defaults={"is_for_good": True},
            create_defaults={"held_at": at, "is_for_good": True},
        )
    uses.renew([product.pk], at=at)
    return _noted(product, REPORTED, is_fine, reason, person, at)


def _locked(product_id: UUID, seen: str) -> Product:
    product = Product.objects.select_for_update(no_key=True).filter(public_id=product_id).first()
    if product is None:
        raise NotVisible
    if bytes(product.content_sha).hex() != seen:
        raise Conflict(_("This item has changed since you opened it. Look at it again."))
    return product


def _checked(person: Any, reason: str) -> str:
    require_administrator(person)
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise Invalid.field("reason", _("Say why, in up to 500 letters."), limit=LONGEST_REASON)
    return reason.strip()


def _noted(
    product: Product, found: str, is_allowed: bool, reason: str, person: Any, at: datetime
) -> Judgement:
    return Judgement.objects.create(
        product=product,
        content_sha=product.content_sha,
        found=found,
        is_allowed=is_allowed,
        reason=reason,
        author=person,
        at=at,
    )
