"""What two apps that must not know each other may both import: events and registries that one fills and the other asks.

`needs`: what plans say of a mother without saying of whom. `offer_checks`: who decides what may be shown to her.
"""
