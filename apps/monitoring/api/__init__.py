"""Live recordings under /api/v1/."""
