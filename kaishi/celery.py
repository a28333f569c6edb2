"""The Celery application. Tasks live in each app's `tasks.py`, found by name."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # two cores shared by several processes: more threads only wait

app = Celery("kaishi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
