"""Every write of recordings: one function, one verb, one transaction."""
