"""Files that were made, or have come about, to be read otherwise than they look."""

from __future__ import annotations

import json

import pytest

from apps.referrals.catalogue.findings import FeedRefused, Raw
from apps.referrals.catalogue.links import NoLink, in_ascii
from tests.referrals.catalogue.feeds import GOOD, check, found, read, rss, xml_of

TYPE = '!DOCTYPE rss [<!ENTITY b "x">]>'


@pytest.mark.parametrize("sign", ["", "\x01", "\x08", "\x0e", "\x7f", "\x00\x1f"])
def test_no_control_sign_hides_a_document_type(sign):
    document = rss(xml_of(description="&b;")).decode().replace("<rss", f"<{sign}{TYPE}<rss", 1)
    with pytest.raises(FeedRefused, match="doctype"):
        read(document.encode())


def test_what_no_database_keeps_is_gone_from_names_and_values():
    raw = Raw(1, 1, {"a\0b": ["x\0", {"c\ud800": "d\udc00"}], "title": "叶酸\0", "yes": True})
    assert raw.values == {"ab": ["x", {"c\ufffd": "d\ufffd"}], "title": "叶酸", "yes": True}


@pytest.mark.parametrize("name", ["id", "title", "description", "link", "image_link"])
def test_half_a_letter_refuses_the_field_it_stands_in(name):
    assert name in {field for field, _, is_refused in found(**{name: GOOD[name] + "\ud800"}) if is_refused}


def test_addresses_are_kept_as_a_header_may_have_them():
    item, _ = check(link="https://shop.example/产品/a%20b?q=é&x=1#ü")
    assert item is not None
    assert item.link == "https://shop.example/%E4%BA%A7%E5%93%81/a%20b?q=%C3%A9&x=1#%C3%BC"
    assert in_ascii("https://bücher.shop.example:443/a") == "https://xn--bcher-kva.shop.example:443/a"


def test_an_address_that_becomes_too_long_or_has_no_name_is_refused():
    assert ("link", "too_long", True) in found(link="https://shop.example/" + "产" * 400)
    with pytest.raises(NoLink):
        in_ascii(f"https://{'ü' * 70}.shop.example/")


@pytest.mark.parametrize(
    "before",
    ['"version":1,', '"meta":{"items":1,"of":["a"]},\n "at":"2026\\"",', '"items":0,'],
)
def test_an_object_may_say_more_before_its_items(before):
    content = f'{{{before}"items":[{{"id":"1"}},\n{{"id":"2"}}],"end":1}}'.encode()
    assert [raw.values["id"] for raw in read(content)] == ["1", "2"]


def test_an_item_with_items_of_its_own_is_a_line():
    lines = [json.dumps({"id": one, "items": [{"id": "inner"}]}) for one in "12"]
    assert [raw.values["id"] for raw in read("\n".join(lines).encode())] == ["1", "2"]


def test_two_rows_with_open_quotes_at_their_ends_stay_two():
    rows = read(b'id\tprice\tdescription\n1\t1 EUR\t"open\n2\t2 EUR\t"open too\n3\t3 EUR\tx\n')
    assert [(row.values["id"], row.values["description"]) for row in rows] == [
        ("1", '"open'),
        ("2", '"open too'),
        ("3", "x"),
    ]


def test_a_first_cell_over_lines_is_still_closed():
    rows = read(b'title\tid\tprice\n"one\ntwo"\t1\t2\nb\t2\t3\n')
    assert [(row.values["id"], row.values["title"]) for row in rows] == [("1", "one\ntwo"), ("2", "b")]
