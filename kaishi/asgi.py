"""The web process: one port, one process. Pages and REST over WSGI inside, sockets over ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")

application = get_asgi_application()
