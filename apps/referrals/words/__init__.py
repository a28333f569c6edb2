"""Codes of this app as sentences: what it means, and what one can do about it."""
