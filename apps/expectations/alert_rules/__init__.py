"""The rule that judges what is late about a mother: one for each kind, made from what the kind says of itself."""
