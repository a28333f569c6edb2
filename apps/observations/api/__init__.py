"""Readings under /api/v1/."""
