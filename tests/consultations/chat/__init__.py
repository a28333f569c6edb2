"""The chat of the console in a real browser: live, cut off, reloaded, ten thousand messages long, by key, on a phone."""
