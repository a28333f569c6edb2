"""Limits of what is awaited of recordings (apps/expectations makes a rule of each)."""
