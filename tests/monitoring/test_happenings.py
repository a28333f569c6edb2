"""What flags tell of the way from the sensor."""

from apps.monitoring.frames import Flag
from apps.monitoring.happenings import between, carried

LINK, KNOWN, CONTACT = Flag.BLUETOOTH, Flag.CONTACT_KNOWN, Flag.CONTACT


def told(*flags: int) -> list[str]:
    found, before = [], None
    for now in flags:
        found += [what.value for what in between(before, now)]
        before = carried(before, now)
    return found


def test_changes_are_told_once():
    assert told(LINK, LINK, 0, 0, LINK) == ["bluetooth_lost", "bluetooth_back"]
    well, off = LINK | KNOWN | CONTACT, LINK | KNOWN
    assert told(well, off, off, well, well) == ["contact_lost", "contact_back"]


def test_what_is_wrong_from_the_start_is_told_and_what_is_right_is_not():
    assert told(LINK | KNOWN) == ["contact_lost"]
    assert told(0) == ["bluetooth_lost"]
    assert told(LINK | KNOWN | CONTACT) == []


def test_contact_that_is_not_known_is_neither_lost_nor_back():
    assert told(LINK | KNOWN | CONTACT, LINK, LINK | CONTACT, LINK | KNOWN | CONTACT) == []
    assert told(LINK | KNOWN, LINK, LINK | KNOWN | CONTACT) == ["contact_lost", "contact_back"]


def test_sleep_and_network_are_told_each_time():
    assert told(LINK | Flag.SLEPT, LINK | Flag.SLEPT | Flag.NETWORK_AWAY) == [
        "phone_slept",
        "phone_slept",
        "network_away",
    ]
