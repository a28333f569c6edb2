"""Referrals under /api/v1/partner/."""
