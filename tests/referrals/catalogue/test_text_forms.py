"""Tab and comma separated text, JSON arrays and lines."""

from __future__ import annotations

import json

import pytest

from apps.referrals.catalogue.findings import FeedRefused
from tests.referrals.catalogue.feeds import GOOD, read

HEAD = "id\ttitle\tprice\n"


def refused(content: bytes, **told: object) -> FeedRefused:
    with pytest.raises(FeedRefused) as caught:
        read(content, **told)
    return caught.value


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_separator_is_read_off_the_header(separator, encoding):
    rows = f"ID{separator}Image Link{separator}g:price\r\n1{separator}가격 베개{separator}10.00 EUR\r\n"
    row = read(rows.encode(encoding))[0]
    assert row.values == {"id": "1", "image_link": "가격 베개", "price": "10.00 EUR"}
    assert (row.number, row.line) == (1, 2)


def test_quoted_cells_hold_separators_lines_and_quotes():
    rows = read(b'id,title,price\n1,"a, ""b""\nc",2\n\n4,d,5\n')
    assert [row.values["title"] for row in rows] == ['a, "b"\nc', "d"]
    assert [row.line for row in rows] == [2, 5]


def test_inch_signs_in_tab_separated_text_are_no_quotes():
    rows = read((HEAD + '1\t"7 inch\t3\n2\tplate 9"\t4\n3\t"quoted, ""so"""\t5\n').encode())
    assert [row.values["title"] for row in rows] == ['"7 inch', 'plate 9"', 'quoted, "so"']


def test_a_quoted_cell_over_lines_in_tab_separated_text():
    rows = read((HEAD + '1\t"one\ntwo"\t3\n2\tb\t4\n').encode())
    assert [(row.values["title"], row.line) for row in rows] == [("one\ntwo", 2), ("b", 4)]


def test_a_quote_that_is_never_closed_refuses_its_row():
    row = read(b'id,title\n1,ok\n2,"open\n')[1]
    assert [(fault.rule, fault.is_refused) for fault in row.faults] == [("quoting", True)]


@pytest.mark.parametrize(
    "rest",
    [
        "3,c,5\n4,d,5\n",
        '3,"c",5\n4,"d",5\n',
        '3,c,"5"\n4,"d, ""e""\nf",5\n',
        '"3",c,5\n4,"d\nd",5\n',
        '3,"19"" rack",5\n4,19" rack,5\n',
    ],
)
def test_a_quote_that_is_not_closed_costs_its_row_and_no_other(rest):
    content = f'id,title,price\n1,"a\nb",5\n2,"open,5\n{rest}'.encode()
    rows = read(content)
    assert [(row.line, bool(row.faults)) for row in rows[:2]] == [(2, False), (4, True)]
    alone = read(b"id,title,price\n" + rest.encode())
    assert [row.values for row in rows[2:]] == [row.values for row in alone]
    assert [row.line for row in rows[2:]] == [row.line + 3 for row in alone]
    assert not any(row.faults for row in rows[2:])


def test_of_many_open_quotes_each_is_told_with_its_line():
    lines = [f'{n},"open {n},5' if n % 3 == 0 else f'{n},"fine, {n}",5' for n in range(2, 40)]
    rows = read("\n".join(["id,title,price", *lines]).encode())
    assert [row.line for row in rows] == list(range(2, 40))
    assert [row.line for row in rows if row.faults] == list(range(3, 40, 3))
    assert rows[0].values["title"] == "fine, 2"


def test_a_row_does_not_go_on_for_ever():
    content = b'id,title,price\n1,"open,5\n' + b"2,b,5\n" * 1_500 + b'3,"c",5\n'
    rows = read(content)
    assert (len(rows), [row.line for row in rows if row.faults]) == (1_502, [2])


def test_rows_of_another_width_are_noted():
    more, fewer = read(b"id,title\n1,a,b\n2\n")
    assert [(fault.rule, fault.limit, fault.is_refused) for fault in more.faults + fewer.faults] == [
        ("columns", "3 of 2", True),
        ("columns", "1 of 2", False),
    ]


def test_a_declared_form_wins_over_the_header():
    header = b"id,title\tnote,price\n1,a\tb,c\n"
    assert set(read(header, form="csv")[0].values) == {"id", "title_note", "price"}


def test_a_file_without_header_items_or_end_of_line_is_refused():
    assert refused(b"title,price\n1,2\n").code == "header"
    assert refused(b"id,title\n").code == "no_items"
    assert refused(b"id,title\n" + b"x" * 9_000_000).code == "line_too_long"
    assert refused(b"plain words", form="pdf").code == "form"


def test_undecodable_bytes_spoil_their_line_only():
    one, two = read(b"id,title\n1,\xff\xfe\n2,ok\n")
    assert "\ufffd" in one.values["title"]
    assert two.values["title"] == "ok"


def test_latin_bytes_are_read_where_a_header_of_http_says_so():
    assert read("id,title\n1,Größe\n".encode("latin-1"), charset="iso-8859-1")[0].values["title"] == "Größe"


def test_a_json_array_is_read_across_pieces():
    items = [GOOD | {"id": str(number), "note": "x" * number} for number in range(1_500)]
    assert [row.values for row in read(json.dumps(items).encode())] == [dict(item) for item in items]
    assert len(read(json.dumps({"items": items[:3]}).encode())) == 3


def test_json_keys_and_values_become_those_of_the_feed():
    row = read(
        b'[{"offerId": 7, "imageLink": null, "price": {"value": 10.10, "currency": "EUR"}, "adult": false}]'
    )[0]
    assert row.values == {
        "id": "7",
        "image_link": "",
        "price": {"value": "10.10", "currency": "EUR"},
        "adult": "no",
    }


@pytest.mark.parametrize(
    "broken", [b'[{"id": 1}', b'[{"id": 1}, {"id": ]', b"[", b'[{"id": NaN}]', b"[" * 100_000]
)
def test_a_broken_array_is_refused_whole(broken):
    assert refused(broken).code == "json"


def test_a_broken_line_of_json_is_refused_by_itself():
    rows = read(b'{"id": 1}\n{"id": \n[1]\n\n{"id": 2}\n')
    assert [(row.line, [fault.rule for fault in row.faults]) for row in rows] == [
        (1, []),
        (2, ["json"]),
        (3, ["not_an_object"]),
        (5, []),
    ]
