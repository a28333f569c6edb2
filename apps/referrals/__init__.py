"""Partners offer products, mothers are served: the catalogue, what is safe to offer, and what becomes of a click.

Owns: `Partner`, `Membership`, `Catalogue`, `Product`, `ImportRun`, `RejectedItem`. It imports `accounts` and
`foundation` only, and no row of it has a key to a mother: what is not here cannot leak.
"""
