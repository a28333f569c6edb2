"""Pages of live recordings that are no part of the console."""
