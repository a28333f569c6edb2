"""What she makes of offers: hides one, takes that back, says that one should not be there."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.foundation.transactions import write
from apps.referrals.models import HeldProduct, HiddenOffer, OfferBook, OfferLink, OfferReport, Product
from apps.referrals.services import books, uses

REPORTS_THAT_HOLD: Final = 3
"""So many people, and a product is not offered until somebody has looked at it."""


def _was_shown(book: OfferBook, product_id: UUID) -> Product:
    """Return a product that was shown under a pseudonym. Raises NotVisible: nobody tries out ids here."""
    links = OfferLink.objects.filter(pseudonym=book.pseudonym, product__public_id=product_id)
    link = links.select_related("product").first()
    if link is None or link.product is None:
        raise NotVisible
    return link.product


@write
def hide(mother: Person, *, product_id: UUID, at: datetime) -> tuple[HiddenOffer, bool]:
    """Show a product no more; again changes nothing. Raises ConsentRequired, NotVisible (it was never shown to her)."""
    book = books.of_her(mother, at=at)
    product = _was_shown(book, product_id)
    return HiddenOffer.objects.get_or_create(
        pseudonym=book.pseudonym, product=product, defaults={"hidden_at": at}
    )


@write
def show_again(mother: Person, *, product_id: UUID, at: datetime) -> None:
    """Let a product be shown again; again changes nothing. Raises ConsentRequired, NotVisible."""
    book = books.of_her(mother, at=at)
    product = _was_shown(book, product_id)
    HiddenOffer.objects.filter(pseudonym=book.pseudonym, product=product).delete()


@write
def report(mother: Person, *, product_id: UUID, reason: str, at: datetime) -> tuple[OfferReport, bool]:
    """Say that an offer should not be there: she sees it no more, and of three people's reports nobody does.

    A second one of hers changes the reason. Raises ConsentRequired, NotVisible.
    """
    book = books.of_her(mother, at=at)
    product = Product.objects.select_for_update(no_key=True).get(pk=_was_shown(book, product_id).pk)
    found, is_new = OfferReport.objects.update_or_create(
        product=product,
        pseudonym=book.pseudonym,
        looked_at=None,
        defaults={"reason": reason},
        create_defaults={"reason": reason, "reported_at": at},
    )
    HiddenOffer.objects.get_or_create(pseudonym=book.pseudonym, product=product, defaults={"hidden_at": at})
    if OfferReport.objects.filter(product=product, looked_at=None).count() >= REPORTS_THAT_HOLD:
        HeldProduct.objects.get_or_create(product=product, defaults={"held_at": at})
        uses.renew([product.pk], at=at)
    return found, is_new
