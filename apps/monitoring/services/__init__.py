"""Every write of live recordings."""
