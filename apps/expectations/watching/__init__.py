"""The process that watches, and what the others do to watch it."""
