"""The API of recordings: parse, call a service or selector, represent."""
