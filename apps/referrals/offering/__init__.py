"""Which products fit a need, in which order: pure functions, without database, clock or settings.

What anybody earns cannot enter: `.importlinter` keeps agreements, the ledger and everything of money out of here.
"""
