"""RSS and Atom as partners send them, and documents that are weapons."""

from __future__ import annotations

import gzip
import io
import socket
import tracemalloc
import zipfile

import pytest

from apps.referrals.catalogue.findings import FeedRefused
from apps.referrals.catalogue.opening import Limits
from apps.referrals.catalogue.reading import opened
from tests.referrals.catalogue.feeds import GOOD, read, rss, xml_of

BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!-- harmless -->
<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&x;</title></item></channel></rss>"""


def refused(content: bytes, **told: object) -> FeedRefused:
    with pytest.raises(FeedRefused) as caught:
        read(content, **told)
    return caught.value


def test_rss_gives_names_without_prefix_and_lists_of_what_is_repeated():
    twice = "<g:additional_image_link>https://a.example/1</g:additional_image_link>" * 2
    one, two = read(rss(xml_of(), xml_of(id="TV-2") + twice))
    assert one.values == GOOD
    assert (one.number, two.number, two.line) == (1, 2, 4)
    assert two.values["additional_image_link"] == ["https://a.example/1"] * 2


def test_another_prefix_of_the_same_namespace_works_and_g_of_another_is_refused():
    document = rss(xml_of())
    other = document.replace(b"xmlns:g=", b"xmlns:m=").replace(b"<g:", b"<m:").replace(b"</g:", b"</m:")
    assert read(other)[0].values == GOOD
    assert refused(document.replace(b"http://base.google.com/ns/1.0", b"urn:x")).code == "namespace"


def test_plain_rss_elements_fill_what_the_merchant_names_leave_open():
    item = "<title>Weak</title><link>https://shop.example/w</link><g:id>1</g:id><g:title>Strong</g:title>"
    assert read(rss(item))[0].values == {"id": "1", "title": "Strong", "link": "https://shop.example/w"}


def test_atom_entries_are_read():
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry><id>urn:a</id>
    <title>Belt</title><link rel="alternate" href="https://shop.example/1"/><link rel="self" href="https://x.example"/>
    <summary>Soft</summary><g:id>1</g:id></entry></feed>"""
    assert read(atom)[0].values == {
        "id": "1",
        "title": "Belt",
        "link": "https://shop.example/1",
        "description": "Soft",
    }


def test_nested_parts_become_a_dictionary():
    nested = "<g:shipping><g:country>DE</g:country><g:price>4.95 EUR</g:price></g:shipping>"
    assert read(rss(xml_of() + nested))[0].values["shipping"] == {"country": "DE", "price": "4.95 EUR"}


def test_cdata_is_not_unescaped_and_text_is_unescaped_once():
    cdata, text = read(rss("<g:id>1</g:id><title><![CDATA[&amp;lt;]]></title>", "<title>&amp;lt;</title>"))
    assert (cdata.values["title"], text.values["title"]) == ("&amp;lt;", "&lt;")


@pytest.mark.parametrize("weapon", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused_before_the_parser_sees_it(weapon, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("it called out"))
    assert refused(weapon).code == "doctype"


def test_a_document_type_behind_a_long_comment_is_refused_too():
    comment = b"<!--" + b"x" * 20_000 + b"-->"
    assert refused(BOMB.replace(b"<!DOCTYPE", comment + b"<!DOCTYPE")).code == "doctype"
    assert refused(b"<!--" + b"x" * 300_000).code == "prolog"


def test_a_document_that_ends_early_is_refused_whole():
    whole = rss(*[xml_of(id=str(number)) for number in range(100)])
    assert len(read(whole)) == 100
    assert {refused(whole[:length]).code for length in (300, len(whole) // 2, len(whole) - 1)} == {"xml"}


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("UTF-8", "utf-8-sig"),
        ("ISO-8859-1", "utf-8"),
        ("ISO-8859-1", "latin-1"),
        ("UTF-16", "utf-16"),
        ("x", None),
    ],
)
def test_letters_are_right_whatever_is_declared(declared, written):
    document = rss(xml_of(title="Stütze für Mütter"), encoding=f' encoding="{declared}"').decode()
    if written is None:
        assert refused(document.encode()).code == "encoding"
    else:
        assert read(document.encode(written))[0].values["title"] == "Stütze für Mütter"


def test_latin_letters_in_utf8_spoil_one_item_and_no_other():
    bad = rss(xml_of(title="Stütze"), xml_of(id="TV-2")).replace("ü".encode(), b"\xfc")
    one, two = read(bad)
    assert "\ufffd" in one.values["title"]
    assert two.values["title"] == GOOD["title"]


def test_control_signs_do_not_stop_the_parser():
    assert read(rss(xml_of(title="Be\x0blt")))[0].values["title"] == "Belt"


def test_packed_files_are_read_and_bombs_refused():
    document = rss(xml_of())
    assert read(gzip.compress(document))[0].values == GOOD
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.xml", document)
    assert read(packed.getvalue())[0].values == GOOD
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("two.xml", document)
    assert refused(packed.getvalue()).code == "zip_members"
    bomb = gzip.compress(document + b" " * 40_000_000)
    assert refused(bomb).code == "packed_too_tight"
    assert refused(gzip.compress(document * 10), limits=Limits(most_bytes=2_000)).code in ("too_large", "xml")
    assert refused(gzip.compress(gzip.compress(document))).code == "packed_twice"
    assert refused(gzip.compress(document)[:-20]).code == "packing"
    assert refused(b"").code == refused(b" \n").code == "empty"


def test_ten_times_the_items_take_no_more_memory():
    def peak(count: int) -> int:
        content = rss(*[xml_of(id=str(number)) for number in range(count)])
        tracemalloc.start()
        read_count = sum(1 for _ in opened(lambda: io.BytesIO(content)).items)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert read_count == count
        return used

    assert peak(20_000) < peak(2_000) + 2_000_000
