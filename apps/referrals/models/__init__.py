"""Tables of referrals."""

from apps.referrals.models.catalogue import Availability, Catalogue, Origin, Product, ProductState
from apps.referrals.models.imports import ImportRun, ImportSource, RejectedItem
from apps.referrals.models.partner import Membership, Partner

__all__ = [
    "Availability",
    "Catalogue",
    "ImportRun",
    "ImportSource",
    "Membership",
    "Origin",
    "Partner",
    "Product",
    "ProductState",
    "RejectedItem",
]
