"""Doors of referrals for programs: feeds below /api/v1/partner/, orders and webhooks below /api/v1/partners/."""
