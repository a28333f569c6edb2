"""The frame around the apps: settings, addresses, server applications, health, and the embedded servers.

Nothing of the domain lives here. The apps never import this package; Django and Celery load it by name.
"""
