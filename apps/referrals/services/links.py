"""Ways out: made when offers are shown, so that where they lead is fixed then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from apps.foundation.transactions import current_unit
from apps.referrals.models import OfferLink, Product


def issue(products: Sequence[Product], *, pseudonym: UUID | None, at: datetime) -> list[OfferLink]:
    """Make a link for each product, in their order. Within a `@write`. Nothing in a link says why it was shown."""
    current_unit()
    return OfferLink.objects.bulk_create(
        OfferLink(
            partner_id=product.partner_id,
            product=product,
            category=product.kind,
            target=product.link,
            pseudonym=pseudonym,
            issued_at=at,
        )
        for product in products
    )
