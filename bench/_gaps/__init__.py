"""Faults whose truth is known, for the gap ledger."""
