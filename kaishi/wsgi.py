"""Pages and REST. `kaishi.asgi` runs this inside the one process; a larger site may serve it on its own."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")

application = get_wsgi_application()

# `up` has asked already, in a child: its parent must not open a connection before it forks.
if not settings.DEMO_ALLOWED and "KAISHI_SUPERVISED" not in os.environ:
    from kaishi.checks import refuse_demo_accounts

    refuse_demo_accounts()
