"""Every read of live recordings."""
