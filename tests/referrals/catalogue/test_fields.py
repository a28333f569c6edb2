"""Every field by its rule: what is kept, what is understood, what is refused."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.referrals.catalogue import ages, money
from apps.referrals.catalogue.amounts import amounts
from apps.referrals.catalogue.fields import checked
from apps.referrals.catalogue.findings import Raw
from apps.referrals.catalogue.identifiers import NoGtin, gtin
from apps.referrals.catalogue.text import without_tags
from tests.referrals.catalogue.feeds import TERMS, check, found


def test_a_good_item_holds_without_findings():
    item, findings = check()
    assert findings == []
    assert (item.price_minor, item.currency, item.link) == (1000, "EUR", "https://shop.example/p/1?a=%20b")


@pytest.mark.parametrize(
    "name", ["id", "title", "description", "link", "image_link", "price", "availability"]
)
def test_what_is_required_is_asked_for(name):
    assert (name, "missing", True) in found(**{name: None})
    assert (name, "missing", True) in found(**{name: "  "})


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"id": "x" * 51}, ("id", "too_long", True)),
        ({"id": "größe"}, ("id", "characters", True)),
        ({"id": "sku.1"}, ("id", "characters", False)),
        ({"title": "x" * 151}, ("title", "cut", False)),
        ({"description": "x " * 1_000_000}, ("description", "cut", False)),
        ({"title": "St\ufffdtze"}, ("title", "encoding", True)),
        ({"link": "javascript:alert(1)"}, ("link", "scheme", True)),
        ({"link": "data:text/html,x"}, ("link", "scheme", True)),
        ({"link": "https://other.example/"}, ("link", "host", True)),
        ({"link": "https://shop.example@evil.example/"}, ("link", "host", True)),
        ({"link": "https://shop.example/" + "a" * 1_980}, ("link", "too_long", True)),
        ({"link": "//shop.example/x"}, ("link", "scheme", True)),
        ({"image_link": "ftp://cdn.example/x"}, ("image_link", "scheme", True)),
        ({"price": "10.00"}, ("price", "currency_missing", True)),
        ({"price": "10.00USD"}, ("price", "spelling", False)),
        ({"price": "10,00 EUR"}, ("price", "decimal_comma", False)),
        ({"price": "1,000 EUR"}, ("price", "ambiguous", True)),
        ({"price": "1.000 EUR"}, ("price", "ambiguous", True)),
        ({"price": "1.2345 EUR"}, ("price", "decimals", True)),
        ({"price": "0.00 EUR"}, ("price", "not_positive", True)),
        ({"price": "-1.00 EUR"}, ("price", "not_positive", True)),
        ({"price": "10.00 CHF"}, ("price", "currency_not_agreed", True)),
        ({"price": "10.00 XXX"}, ("price", "currency_unknown", True)),
        ({"price": "free"}, ("price", "format", True)),
        ({"sale_price": "11.00 EUR"}, ("sale_price", "above_price", True)),
        ({"sale_price": "9.00 USD"}, ("sale_price", "other_currency", True)),
        ({"sale_price": "10.00 EUR"}, ("sale_price", "equals_price", False)),
        ({"availability": "in stock"}, ("availability", "spelling", False)),
        ({"availability": "https://schema.org/InStock"}, ("availability", "spelling", False)),
        ({"availability": "perhaps"}, ("availability", "value", True)),
        ({"availability": "preorder"}, ("availability_date", "missing", True)),
        (
            {"availability": "preorder", "availability_date": "2028-03-01"},
            ("availability_date", "too_far", True),
        ),
        ({"availability": "backorder", "availability_date": "soon"}, ("availability_date", "format", True)),
        ({"expiration_date": "2026-02-01"}, ("expiration_date", "past", True)),
        ({"condition": "neu"}, ("condition", "value", True)),
        ({"gtin": "6291041500214"}, ("gtin", "check_digit", False)),
        ({"gtin": "2000000000008"}, ("gtin", "restricted", False)),
        ({"gtin": "5.90E+12"}, ("gtin", "format", False)),
        ({"mpn": None}, ("gtin", "identifier_missing", False)),
        ({"shipping": "Germany:5"}, ("shipping", "format", False)),
        ({"age_group": "unborn"}, ("age_group", "value", False)),
        ({"age_range": "young"}, ("age_range", "format", False)),
        ({"breast_milk_substitute": "perhaps"}, ("breast_milk_substitute", "value", False)),
        ({"ingredients": "x" * 20_001}, ("ingredients", "too_long", True)),
        ({"nutrition_per_serving": "magic:5 mg"}, ("nutrition_per_serving", "not_understood", False)),
        (
            {"servings_per_day": "99", "nutrition_per_serving": "iron:5 mg"},
            ("servings_per_day", "value", False),
        ),
    ],
)
def test_findings(changed, expected):
    assert expected in found(**changed)


@pytest.mark.parametrize(
    ("said", "until", "rule"),
    [
        ("2026-03-01T00:00+01:00/2026-03-31T23:59+0100", datetime(2026, 3, 31, 22, 59, tzinfo=UTC), None),
        ("2026-03-31/2026-03-01", None, "ends_before_start"),
        ("2026-03-01", None, "format"),
        ("2026-13-01/2026-14-01", None, "format"),
        (
            "2026-03-01T00:00+01:00/2026-03-31T23:59+01:00      ",
            datetime(2026, 3, 31, 22, 59, tzinfo=UTC),
            None,
        ),
        ("2026-03-01T00:00:00.000+01:00/2026-03-31T23:59:00+01:00", None, "too_long"),
    ],
)
def test_sale_periods(said, until, rule):
    item, findings = check(sale_price="9.00 EUR", sale_price_effective_date=said)
    if rule is None:
        assert (item.sale_price_minor, item.sale_until) == (900, until)
    else:
        assert (item, [one.rule for one in findings]) == (None, [rule])


@pytest.mark.parametrize(
    ("said", "minor", "currency"),
    [
        ("9.65 CZK", 965, "CZK"),
        ("10.00USD", 1000, "USD"),
        ("USD 10.5", 1050, "USD"),
        ("10000 KRW", 10000, "KRW"),
        ("10000.00 KRW", 10000, "KRW"),
        ("1.234 KWD", 1234, "KWD"),
        ("1,234.56 usd", 123456, "USD"),
        ("1.234,56 EUR", 123456, "EUR"),
        ("12,5 EUR", 1250, "EUR"),
        ({"value": "10.10", "currency": "EUR"}, 1010, "EUR"),
    ],
)
def test_prices_in_minor_units(said, minor, currency):
    read = money.price(said)
    assert (read.minor, read.currency) == (minor, currency)


@given(st.integers(1, 10**9), st.sampled_from(sorted(money.CURRENCIES)))
def test_a_price_written_with_all_its_decimals_comes_back(minor, currency):
    digits = money.decimals(currency)
    whole, fraction = divmod(minor, 10**digits)
    said = f"{whole}.{fraction:0{digits}d} {currency}" if digits else f"{whole} {currency}"
    assert money.price(said) == money.Price(minor, currency)


@given(st.text(max_size=60))
def test_no_text_breaks_a_price(said):
    with contextlib.suppress(money.NoPrice):
        assert money.price(said).minor > 0


NAMES = ("id title price link gtin age_range shipping allergens nutrition_per_serving servings_per_day "
         "ingredients availability")  # fmt: skip
VALUES = st.recursive(
    st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(NAMES.split()), VALUES))
def test_no_value_breaks_the_checks(values):
    item, findings = checked(Raw(1, None, values), TERMS)
    assert item is None
    assert any(one.is_refused for one in findings)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("6291041500213", "06291041500213"),
        ("4006381333931", "04006381333931"),
        ("4006-3813 33931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("10614141000415", "10614141000415"),
    ],
)
def test_gtins_are_kept_as_fourteen_digits(said, kept):
    assert gtin(said) == kept


@given(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), st.integers(0, 12), st.integers(1, 9))
def test_one_changed_digit_is_always_seen(body, place, change):
    sums = sum(int(digit) * (1 if at % 2 == 0 else 3) for at, digit in enumerate(body))
    good = body + str(-sums % 10)
    bad = good[:place] + str((int(good[place]) + change) % 10) + good[place + 1 :]
    with pytest.raises(NoGtin, match="check_digit"):
        gtin(bad)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("<p onclick='x()'>One</p><script>evil()</script><ul><li>two</ul>", "One\ntwo"),
        ("Tom &amp; Jerry", "Tom &amp; Jerry"),
        ("<b>Tom &amp; Jerry</b>", "Tom & Jerry"),
        ("<b>x</b>&lt;script&gt;evil()&lt;/script&gt;", "xevil()"),
        ("5 < 10 and 10 > 5", "5 < 10 and 10 > 5"),
        ("<script>never closed", ""),
        ("a\x00b\ud800c", "abc"),
    ],
)
def test_html_becomes_text(said, text):
    assert without_tags(said) == text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("0-6 months", (0, 6)),
        ("6m+", (6, None)),
        ("1-3 years", (12, 36)),
        ("1+ years", (12, None)),
        ("12–36个月", (12, 36)),
        ("6개월 이상", (6, None)),
        ("3岁以上", (36, None)),
        ("18 months - 3 years", (18, 36)),
        ("9-3 months", None),
        ("adult", None),
    ],
)
def test_ages_in_months(said, expected):
    assert ages.months(said) == expected


def test_amounts_of_a_day_are_servings_times_serving():
    item, findings = check(
        nutrition_per_serving="folic acid:400 mcg|Vitamin D3: 400 IU|철분:14mg", servings_per_day="2"
    )
    assert findings == []
    assert item.amounts_a_day == {"folic_acid_ug": 800.0, "vitamin_d_ug": 20.0, "iron_mg": 28.0}
    assert check(nutrition_per_serving="iron:5 mg")[0].amounts_a_day == {}


def test_amounts_in_every_shape():
    expected = {"iron_mg": 14.0, "energy_kcal": 100.4}
    for said in (
        {"iron": "14 mg", "energy": "420 kJ"},
        [{"name": "iron", "amount": "14", "unit": "mg"}, {"name": "energy", "amount": "420 kJ"}],
        ["iron:14 mg", "energy:420 kj"],
        "iron 14 mg; energy 420 kJ",
    ):
        assert amounts(said) == (expected, [])


def test_allergens_are_named_as_the_law_names_them_and_unknown_ones_are_not_lost():
    assert check(allergens="Wheat, 牛奶, 땅콩; kiwi")[0].allergens == ["gluten", "kiwi", "milk", "peanuts"]
    assert check(allergens="none")[0].allergens == []
    assert check()[0].allergens is None


def test_countries_of_delivery_from_either_form():
    assert check(shipping="DE::Standard:4.95 EUR,AT::Standard:0 EUR")[0].ships_to == ["AT", "DE"]
    assert check(shipping=[{"country": "US", "price": "5.00 USD"}])[0].ships_to == ["US"]
