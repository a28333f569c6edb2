"""On a developer's or a visitor's own machine: loopback, demo accounts allowed, embedded servers."""

from kaishi.embedded.layout import Layout
from kaishi.settings import env
from kaishi.settings.base import *  # noqa: F403

DEBUG = env.flag("KAISHI_DEBUG", False)
DEMO_ALLOWED = True
ALLOWED_HOSTS = env.words("KAISHI_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# The start command makes a secret once and keeps it in the data folder; before that, one for this process
# only.
SECRET_KEY = env.text("KAISHI_SECRET_KEY") or Layout.from_environment().secrets_or_new().secret_key
# Any page of this machine may use the API, with a token: the reference client of examples/ is one.
CORS_ALLOWED_ORIGIN_REGEXES = [r"^http://(localhost|127\.0\.0\.1)(:\d+)?$"]
