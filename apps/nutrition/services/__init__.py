"""Every write of nutrition."""
