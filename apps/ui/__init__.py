"""The design system: tokens, base page, components, the strip (canvas), and numbers as people read them.

Owns: everything that every page looks like; the choice of theme; words for dates, units and gestational age.
Emits nothing, listens to nothing, has no tables and knows no mother: pages hand it plain values.
Other apps fill `navigation` from their `apps.py`.
"""
