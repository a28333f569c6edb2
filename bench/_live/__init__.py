"""Beds by the hundred: phones that send, screens that watch, and a relay that keeps nothing."""
