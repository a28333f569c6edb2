"""The record: notes, closing, rating, papers."""
