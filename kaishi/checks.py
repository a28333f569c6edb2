"""What must never be true of a site for real people: `manage.py check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

DEMO_ACCOUNTS = (
    "This database holds demo accounts, whose passwords everybody knows. They are for one machine's own use: "
    "start with an empty database, or remove them."
)


@register(Tags.database)
def no_demo_accounts(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Only where the settings do not allow a demo, and the tables exist."""
    if not databases or settings.DEMO_ALLOWED or not demo_accounts_exist():
        return []
    return [Error(DEMO_ACCOUNTS, id="kaishi.E001")]


def demo_accounts_exist() -> bool:
    people = get_user_model()
    if people._meta.db_table not in connection.introspection.table_names():
        return False
    return people._default_manager.filter(is_demo=True).exists()


def refuse_demo_accounts() -> None:
    """Raises ImproperlyConfigured."""
    if demo_accounts_exist():
        raise ImproperlyConfigured(DEMO_ACCOUNTS)
