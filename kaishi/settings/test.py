"""Under pytest. `tests/servers.py` starts the servers; each xdist worker has its own databases in both."""

import os

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# Set, not only defaulted: a worker inherits what the process that started it has set for itself.
os.environ["KAISHI_REDIS_FIRST_DATABASE"] = str(WORKER * 3)
os.environ["KAISHI_KEY_PREFIX"] = f"test-{WORKER}"

from kaishi.settings.base import *  # noqa: E402, F403
from kaishi.settings.base import DATABASES, REST_FRAMEWORK  # noqa: E402

DEBUG = False
DEMO_ALLOWED = True
SECRET_KEY = "only-for-tests-" + "0123456789" * 5
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
VAPID_PRIVATE_KEY = (
    "b25seS1mb3ItdGVzdHMtMDEyMzQ1Njc4OTAxMjM0NTY"  # or a test would make one in the data folder
)
# Threads of a test close their connections themselves; a pool would keep the test database from being
# dropped.
DATABASES["default"]["OPTIONS"].pop("pool")
# High, so that only a test of throttling (which sets its own rates) meets them.
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(
    REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "100000/min"
)
LOGGING["root"]["level"] = "WARNING"  # noqa: F405

# Rows that are asked for one by one in a loop fail the test whose request did it. Twice is no loop (before and after);
# the sign-in library reads its own two tables as it likes.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # noqa: F405
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405
ZEAL_RAISE = True
ZEAL_NPLUSONE_THRESHOLD = 3
ZEAL_ALLOWLIST = [{"model": "account.EmailAddress"}, {"model": "sessions.Session"}]
