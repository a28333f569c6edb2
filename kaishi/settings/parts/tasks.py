"""Celery. A killed worker's task comes back in seconds, and at most one task waits in a worker's hands."""

from kaishi.settings import env
from kaishi.settings.parts.servers import KEY_PREFIX, REDIS_FIRST_DATABASE, REDIS_URL

CELERY_BROKER_URL = env.celery_redis(REDIS_URL, REDIS_FIRST_DATABASE + 2)
CELERY_RESULT_BACKEND = CELERY_BROKER_URL

QUEUES = ("live", "analysis", "photos", "plans", "imports", "notifications", "webhooks", "default")
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES: dict[str, dict[str, str]] = {}

CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# kombu looks for a dead worker's tasks every restore_interval x restore_throttle seconds: 100 by default.
# visibility_timeout must exceed the longest task, or one task runs twice at the same time.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_TASK_TIME_LIMIT + 300,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 10,
    "global_keyprefix": f"{KEY_PREFIX}:",
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"global_keyprefix": f"{KEY_PREFIX}:"}
CELERY_RESULT_EXPIRES = 3_600

CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULER = "kaishi.beating:Scheduler"  # it shows that it moves
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# Periodic work stands beside its task, in each app's tasks.py: current_app.add_periodic_task(…).
