"""Every read of referrals."""
