"""Tables of nutrition, by subject."""
