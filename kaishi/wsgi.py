"""Pages and REST. `kaishi.asgi` runs this inside the one process; a larger site may serve it on its own."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")

application = get_wsgi_application()
