"""PostgreSQL and Valkey: one address each, from the environment or from the embedded servers' data folder."""

from typing import Any

from redis.backoff import ConstantBackoff
from redis.retry import Retry

from kaishi.embedded.layout import Layout
from kaishi.settings import env

_layout = Layout.from_environment()

# Before a first start there are neither addresses nor embedded servers: the libraries' own defaults then.
DATABASE_URL = env.text("DATABASE_URL") or _layout.database_url() or "postgresql:///kaishi"
REDIS_URL = env.text("REDIS_URL") or _layout.redis_url() or "redis://localhost:6379/0"
REDIS_FIRST_DATABASE = env.number("KAISHI_REDIS_FIRST_DATABASE", 0, low=0, high=10_000)
KEY_PREFIX = env.text("KAISHI_KEY_PREFIX", "kaishi")

POSTGRES_POOL: dict[str, Any] = {
    "min_size": 1,
    "max_size": env.number("KAISHI_POOL_SIZE", 16, low=1, high=500),
    # While PostgreSQL is away the pauses between attempts double without end, and whoever waits is waiting for the next
    # attempt: given up soon, and asked anew, the first request after its return is answered within seconds.
    "timeout": 10.0,
    "reconnect_timeout": 5.0,
}

DATABASES: dict[str, dict[str, Any]] = {"default": env.database(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps connections; Django refuses both at once
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # or every connection of before a restart fails one request
DATABASES["default"]["OPTIONS"] |= {"pool": POSTGRES_POOL, "application_name": "kaishi"}

CACHES = {
    "default": {
        "BACKEND": "apps.foundation.cache.ForgetfulCache",
        "LOCATION": env.redis(REDIS_URL, REDIS_FIRST_DATABASE),
        "KEY_PREFIX": KEY_PREFIX,
        # Without a Valkey a request should learn so soon; by default its library tries again for seconds.
        "OPTIONS": {
            "socket_timeout": 2.0,
            "socket_connect_timeout": 1.0,
            "retry": Retry(ConstantBackoff(0.05), retries=2),
        },
    }
}

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [env.redis(REDIS_URL, REDIS_FIRST_DATABASE + 1)], "prefix": KEY_PREFIX},
    }
}
