"""Pregnancies over HTTP: parse, call a service or a selector, represent."""
