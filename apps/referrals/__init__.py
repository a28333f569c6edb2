"""Partners offer products, mothers are served: the catalogue, what is safe to offer, and what becomes of a click.

Owns: `Partner`, `Membership`, `MemberInvitation`, `Agreement`, `PartnerClient`, `SigningSecret`, `PartnerAnswer`,
`Catalogue`, `Product`, `Judgement`, `ImportRun`, `RejectedItem`, `OfferBook`, `Need`, `HiddenOffer`, `OfferReport`,
`HeldProduct`, `ProductUse`, `OfferLink`, `Click`, `ClickDay`, `Conversion`, `Refund`, `Reconciliation`, `Account`,
`Posting`, `Entry`, `WebhookEndpoint`, `WebhookMessage`, `WebhookDelivery`, `WebhookAttempt`. Emits `FeedWaits` and
`WebhooksWritten`. Listens to `need.published`, `need.withdrawn`, `pseudonym.dropped`. It imports `accounts` and
`foundation` only, and no row of it has a key to a mother: what is not here cannot leak.
"""
