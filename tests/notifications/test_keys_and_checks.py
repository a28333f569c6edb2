"""The site's VAPID key, what half a set-up is told, and the two commands."""

from __future__ import annotations

import stat
import threading
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from apps.notifications import checks, keys
from tests.notifications.outside import Reply


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR, settings.VAPID_PRIVATE_KEY = tmp_path / "data", ""
    return settings.DATA_DIR


def test_a_key_is_made_once_for_our_own_eyes(data_folder):
    first = keys.public_key()
    file = data_folder / "vapid-private-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.public_key() == first
    assert [path.name for path in data_folder.iterdir()] == ["vapid-private-key"]
    assert file.read_text().strip() == keys.private_key()


def test_many_at_the_first_start_agree_on_one(data_folder, monkeypatch):
    """Threads share a process id: each gets a name of its own, as processes have."""
    names = iter(range(100))
    monkeypatch.setattr("apps.notifications.keys.os.getpid", lambda: next(names))
    found: list[str] = []
    ready = threading.Barrier(8, timeout=20)

    def ask() -> None:
        ready.wait()
        found.append(keys.private_key())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(found) == 8
    assert set(found) == {keys.private_key()}


def test_the_setting_outweighs_the_file(data_folder, settings):
    of_the_file = keys.public_key()
    settings.VAPID_PRIVATE_KEY = keys.new_private_key()
    assert keys.public_key() != of_the_file


@pytest.mark.parametrize("wrong", ["x", "A" * 42, "é" * 43, "A" * 43, "-----BEGIN PRIVATE KEY-----"])
def test_a_key_that_is_none_is_refused_by_name(wrong, settings):
    settings.VAPID_PRIVATE_KEY = wrong
    with pytest.raises(ImproperlyConfigured, match="make_vapid_key"):
        keys.public_key()
    assert [found.id for found in checks.settings_hold(None)] == ["notifications.E002"]


def test_nothing_is_wrong_with_what_is_simply_off():
    assert checks.settings_hold(None) == []
    assert [found for found in run_checks() if (found.id or "").startswith("notifications")] == []


@pytest.mark.parametrize(
    ("given", "check"),
    [
        ({"NOTIFICATION_CHANNELS": ["in_app", "pigeon"]}, "notifications.E001"),
        ({"VAPID_CONTACT": "somebody"}, "notifications.E003"),
        ({"FCM_CREDENTIALS": "no-such-file.json"}, "notifications.E004"),
        ({"SMS_GATEWAY": "carrier"}, "notifications.E005"),
        ({"SMS_GATEWAY": "apps.notifications.channels.sms.Nothing"}, "notifications.E005"),
        (
            {"SMS_GATEWAY": "apps.notifications.channels.sms.HttpGateway", "SMS_URL": "http://x"},
            "notifications.E006",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_half_a_set_up_is_told(given, check, settings):
    for name, value in given.items():
        setattr(settings, name, value)
    assert [found.id for found in checks.settings_hold(None)] == [check]


def test_a_site_for_real_is_told_to_keep_one_key_for_all_its_machines(settings):
    settings.VAPID_PRIVATE_KEY = ""
    assert [found.id for found in checks.key_is_the_sites(None)] == ["notifications.W001"]
    settings.VAPID_PRIVATE_KEY = keys.new_private_key()
    assert checks.key_is_the_sites(None) == []
    settings.VAPID_PRIVATE_KEY, settings.NOTIFICATION_CHANNELS = "", ["in_app"]
    assert checks.key_is_the_sites(None) == []


def test_the_command_prints_a_key_that_works(settings):
    out = StringIO()
    call_command("make_vapid_key", stdout=out)
    name, _, key = out.getvalue().strip().partition("=")
    assert name == "KAISHI_VAPID_PRIVATE_KEY"
    settings.VAPID_PRIVATE_KEY = key
    assert len(keys.bytes_of(keys.public_key())) == 65


def test_the_command_says_which_ways_are_on_and_why_not_the_others(settings):
    settings.NOTIFICATION_CHANNELS = ["in_app", "web_push", "fcm", "sms"]
    out = StringIO()
    call_command("notification_channels", stdout=out)
    assert out.getvalue().splitlines() == [
        "in_app    on: from «info» on, unless a person chose otherwise",
        "web_push  on: from «info» on, unless a person chose otherwise",
        "fcm       off: KAISHI_FCM_CREDENTIALS is not set",
        "email     off: KAISHI_NOTIFICATION_CHANNELS does not name it",
        "sms       off: KAISHI_SMS_GATEWAY is not set",
    ]


@pytest.mark.django_db
def test_the_command_lists_the_log_without_a_name(midwife, push_service, subscribed, tell, deliver):
    subscribed(midwife, push_service)
    push_service.answer = lambda request: Reply(410)
    notification = tell(midwife)
    deliver(notification, "web_push")
    tell(midwife)

    def lines(*options: str) -> list[str]:
        out = StringIO()
        call_command("notification_log", *options, stdout=out)
        return [" ".join(line.split()) for line in out.getvalue().splitlines()]

    failed = f"2026-03-04 12:00:00 web_push failed 1 push_410 {notification.public_id}"
    assert lines("--state", "failed") == [failed]
    told = f"2026-03-04 12:00:00 in_app sent 0 - {notification.public_id}"
    assert set(lines("--notification", str(notification.public_id))) == {failed, told}
    assert len(lines()) == 3
    assert len(lines("--limit", "1")) == 1
    assert midwife.full_name not in " ".join(lines())
