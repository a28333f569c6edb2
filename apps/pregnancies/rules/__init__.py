"""The domain as pure functions: gestational age, due dates, redating, periods, risk codes, body measures.

No ORM, no clock, no settings. Figures stand in the TOML tables beside the code, each with its source.
"""
