"""Plans at the API."""
