"""The doors under /api/v1/."""
