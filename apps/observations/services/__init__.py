"""Every write of readings."""
