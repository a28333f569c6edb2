"""Pure Python models that a researcher can take and use alone: no Django, no database, no clock.

Owns: `ctg` (cardiotocograms) and, later, `food`. Emits nothing, listens to nothing.
"""
