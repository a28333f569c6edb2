"""Doors of referrals for programs, below /api/v1/partners/: feeds, items, orders, webhooks."""
