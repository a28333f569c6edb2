"""PostgreSQL and Valkey of our own for a bench, durable as in the product, in a folder that goes
afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def django_with_servers(*, urls: str = "kaishi.urls", is_laid: bool = True) -> Iterator[None]:
    """Run a block with migrated, empty servers and Django set up, under the settings of development.

    `is_laid`: the tables come at once, not by one migration after another.
    """
    from kaishi.embedded import postgres, valkey
    from kaishi.embedded.layout import Layout

    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="kb-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        layout = Layout(folder)
        if layout.identity:
            folder.chmod(0o711)  # PostgreSQL's user has to pass through
        layout.make()
        stack.callback(postgres.start(layout).stop)
        stack.callback(valkey.start(layout).stop)
        os.environ |= {
            "DATABASE_URL": layout.database_url(),
            "REDIS_URL": layout.redis_url(),
            "KAISHI_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "kaishi.settings.development",
        }
        _set_up(urls, is_laid)
        stack.callback(_close)
        yield


def _set_up(urls: str, is_laid: bool) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = urls
    django.setup()
    from kaishi.laying import lay

    if is_laid:
        lay()
    call_command("migrate", verbosity=0, interactive=False)


def _close() -> None:
    from django.db import connection

    connection.close()
    if connection.pool is not None:  # type: ignore[attr-defined]
        connection.close_pool()  # type: ignore[attr-defined]
