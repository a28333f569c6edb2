"""Pages that join several apps: worklist, a mother's page, a recording, people and teams; the demo.

Owns no table. Reads through the selectors and writes through the services of the apps below; `demo/` does
the same for accounts and recordings to show. Emits nothing, listens to nothing.
"""
