"""The least settings of a Channels tutorial with PostgreSQL and Redis."""

import os

from kaishi.settings import env

SECRET_KEY = "only for a bench"
INSTALLED_APPS = ["channels", "bench._chat.textbook"]
DATABASES = {"default": env.database(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "capacity": 100_000},
    }
}
