"""What the bench of referrals is made of: the way out, postbacks, faults."""
