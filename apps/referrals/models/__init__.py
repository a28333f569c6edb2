"""Tables of referrals."""

from apps.referrals.models.catalogue import Availability, Catalogue, Judgement, Origin, Product, ProductState
from apps.referrals.models.click import Click, ClickDay, ClickVerdict, OfferLink
from apps.referrals.models.client import PartnerAnswer, PartnerClient, SigningSecret
from apps.referrals.models.conversion import Conversion, Reconciliation, Refund
from apps.referrals.models.imports import ImportRun, ImportSource, RejectedItem
from apps.referrals.models.ledger import Account, AccountKind, Entry, Posting, PostingKind
from apps.referrals.models.offers import (
    HeldProduct,
    HiddenOffer,
    Need,
    OfferBook,
    OfferReport,
    ProductUse,
    ReportReason,
)
from apps.referrals.models.partner import Agreement, MemberInvitation, Membership, Partner, PartnerRole
from apps.referrals.models.webhook import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)

__all__ = [
    "Account",
    "AccountKind",
    "Agreement",
    "Availability",
    "Catalogue",
    "Click",
    "ClickDay",
    "ClickVerdict",
    "Conversion",
    "Entry",
    "HeldProduct",
    "HiddenOffer",
    "ImportRun",
    "ImportSource",
    "Judgement",
    "MemberInvitation",
    "Membership",
    "Need",
    "OfferBook",
    "OfferLink",
    "OfferReport",
    "Origin",
    "Partner",
    "PartnerAnswer",
    "PartnerClient",
    "PartnerRole",
    "Posting",
    "PostingKind",
    "Product",
    "ProductState",
    "ProductUse",
    "Reconciliation",
    "Refund",
    "RejectedItem",
    "ReportReason",
    "SigningSecret",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookMessage",
]
