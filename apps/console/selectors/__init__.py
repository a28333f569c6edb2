"""Reads that join several apps. Each starts at a selector of the app that owns the rows."""
