"""Partners offer products, mothers are served: the catalogue, what is safe to offer, and what becomes of a click.

Owns: `Partner`, `Membership`, `MemberInvitation`, `Agreement`, `PartnerClient`, `SigningSecret`, `PartnerAnswer`,
`Catalogue`, `Product`, `Judgement`, `ImportRun`, `RejectedItem`, `OfferLink`, `Click`, `ClickDay`, `Conversion`,
`Refund`, `Reconciliation`, `Account`, `Posting`, `Entry`, `WebhookEndpoint`, `WebhookMessage`, `WebhookDelivery`,
`WebhookAttempt`. Emits `WebhooksWritten`. It imports `accounts` and `foundation` only, and no row of it has a key to
a mother: what is not here cannot leak.
"""
