"""Every write of referrals."""
