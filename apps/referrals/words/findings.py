"""What is wrong with a row of a feed, or with a whole file, and what a partner can do about it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RULES: Final[dict[str, tuple[Any, Any]]] = {
    "missing": (gettext_lazy("It is missing."), gettext_lazy("Fill it in for this item.")),
    "too_long": (gettext_lazy("It is too long."), gettext_lazy("Shorten it.")),
    "cut": (
        gettext_lazy("It was too long and was cut."),
        gettext_lazy("Shorten it, so that it ends where you want."),
    ),
    "encoding": (
        gettext_lazy("It holds bytes that are no letters."),
        gettext_lazy("Save the file as UTF-8."),
    ),
    "characters": (
        gettext_lazy("It holds signs that an id should not have."),
        gettext_lazy("Use letters without accents, digits, - and _ only."),
    ),
    "duplicate": (
        gettext_lazy("An earlier row has the same id."),
        gettext_lazy("Give every item an id of its own."),
    ),
    "host": (
        gettext_lazy("It leads to a host that is not yours."),
        gettext_lazy("Link to a page of your shop, or ask us to add the host."),
    ),
    "scheme": (
        gettext_lazy("It does not begin with https://."),
        gettext_lazy("Use a whole address with https://."),
    ),
    "format": (
        gettext_lazy("It is not written as it must be."),
        gettext_lazy("Write it as the example shows."),
    ),
    "currency_missing": (gettext_lazy("The price has no currency."), gettext_lazy("Write it as 10.00 EUR.")),
    "currency_unknown": (
        gettext_lazy("Nobody knows this currency."),
        gettext_lazy("Use three letters, such as EUR."),
    ),
    "currency_not_agreed": (
        gettext_lazy("This currency was not agreed with you."),
        gettext_lazy("Use an agreed currency, or write to us."),
    ),
    "other_currency": (
        gettext_lazy("It has another currency than the price."),
        gettext_lazy("Use one currency for both."),
    ),
    "not_positive": (
        gettext_lazy("The price is nothing or less."),
        gettext_lazy("Give the price that a customer pays."),
    ),
    "ambiguous": (
        gettext_lazy("It may be a thousand or one."),
        gettext_lazy("Write decimals with a point and no thousands: 1000.00 EUR."),
    ),
    "too_large": (gettext_lazy("The number is larger than it may be."), gettext_lazy("Check the price.")),
    "decimals": (
        gettext_lazy("It has more decimals than this currency."),
        gettext_lazy("Leave the last digits out."),
    ),
    "decimal_comma": (
        gettext_lazy("The comma was read as a decimal point."),
        gettext_lazy("Write a point: 10.00 EUR."),
    ),
    "grouped": (
        gettext_lazy("Signs between thousands were left out."),
        gettext_lazy("Write the number without them."),
    ),
    "spelling": (
        gettext_lazy("It was understood, though it is spelt otherwise."),
        gettext_lazy("Write it as the example shows."),
    ),
    "above_price": (
        gettext_lazy("The sale price is above the price."),
        gettext_lazy("Exchange the two, or leave it out."),
    ),
    "equals_price": (gettext_lazy("The sale price is the price."), gettext_lazy("Leave it out.")),
    "ends_before_start": (
        gettext_lazy("It ends before it begins."),
        gettext_lazy("Exchange the two moments."),
    ),
    "value": (
        gettext_lazy("This value is not one of those that exist."),
        gettext_lazy("Use one of the values shown."),
    ),
    "too_far": (gettext_lazy("The day is too far away."), gettext_lazy("Give a day within a year.")),
    "past": (gettext_lazy("The day is over."), gettext_lazy("Take the item out, or correct the day.")),
    "length": (
        gettext_lazy("A GTIN has 8, 12, 13 or 14 digits."),
        gettext_lazy("Check the number below the bar code."),
    ),
    "check_digit": (
        gettext_lazy("The last digit does not fit the others."),
        gettext_lazy("Check the number for a slip."),
    ),
    "restricted": (
        gettext_lazy("This number is for use inside a shop only."),
        gettext_lazy("Leave it out, or give the maker's number."),
    ),
    "identifier_missing": (
        gettext_lazy("It has no GTIN, and no brand with a part number."),
        gettext_lazy("Give the GTIN, so that the item can be told from others."),
    ),
    "too_many": (gettext_lazy("There are more than are read."), gettext_lazy("Keep the best ones.")),
    "not_understood": (
        gettext_lazy("A nutrient or unit is not known."),
        gettext_lazy("Write it as folic acid:400 ug, iron:30 mg."),
    ),
    "columns": (
        gettext_lazy("The row has more or fewer cells than the head."),
        gettext_lazy("Check the separators and quotes."),
    ),
    "quoting": (
        gettext_lazy("A quotation mark does not close."),
        gettext_lazy("Close it, or double it inside the text."),
    ),
    "json": (gettext_lazy("This line is no JSON."), gettext_lazy("Write one whole object a line.")),
    "not_an_object": (
        gettext_lazy("This is no object with fields."),
        gettext_lazy("Write {…} with the item's fields."),
    ),
}
FAILURES: Final[dict[str, Any]] = {
    "doctype": gettext_lazy("The file brings a document type or entities. Leave the <!DOCTYPE …> out."),
    "prolog": gettext_lazy("Too much stands before the first element. Begin with the feed itself."),
    "xml": gettext_lazy("The XML is broken or ends early. Write the file anew and send it whole."),
    "json": gettext_lazy("The JSON is broken or ends early. Write the file anew and send it whole."),
    "namespace": gettext_lazy("The prefix g: stands for something else. Use http://base.google.com/ns/1.0."),
    "header": gettext_lazy("There is no column named id. Put the names of the columns into the first row."),
    "no_items": gettext_lazy("There is no item in it."),
    "form": gettext_lazy("This is no form that we know. Send XML, tab or comma separated text, or JSON."),
    "encoding": gettext_lazy("Its encoding is unknown. Save it as UTF-8."),
    "line_too_long": gettext_lazy("A row is far too long. A quotation mark may not close."),
    "quoting": gettext_lazy("A quotation mark never closes."),
    "packing": gettext_lazy("It cannot be unpacked. Pack it again as .gz or .zip."),
    "packed_twice": gettext_lazy("It is packed twice. Pack it once."),
    "zip_members": gettext_lazy("The .zip holds more than one file. Put one file into it."),
    "packed_too_tight": gettext_lazy("It unpacks to more than a feed can be."),
    "too_large": gettext_lazy("The file is larger than it may be."),
    "empty": gettext_lazy("The file is empty."),
    "gave_up": gettext_lazy(
        "It could not be read in six attempts. The fault may be ours: please write to us."
    ),
}
FIELDS: Final[dict[str, Any]] = {
    "id": gettext_lazy("Item id"),
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "link": gettext_lazy("Link"),
    "image_link": gettext_lazy("Link to the picture"),
    "price": gettext_lazy("Price"),
    "sale_price": gettext_lazy("Sale price"),
    "sale_price_effective_date": gettext_lazy("Time of the sale"),
    "availability": gettext_lazy("Availability"),
    "availability_date": gettext_lazy("Available from"),
    "expiration_date": gettext_lazy("Offered until"),
    "ingredients": gettext_lazy("Ingredients"),
    "shipping": gettext_lazy("Shipping"),
    "condition": gettext_lazy("Condition"),
    "nutrition_per_serving": gettext_lazy("Nutrition per serving"),
}


def of_rule(rule: str) -> tuple[str, str]:
    """Return what a rule found, and what to do about it."""
    if rule in RULES:
        found, todo = RULES[rule]
        return str(found), str(todo)
    if rule in FAILURES:
        return str(FAILURES[rule]), ""
    return _("It breaks the rule %(rule)s.") % {"rule": rule}, _("See the reference of feeds.")


def of_failure(code: str) -> str:
    """Return why a whole file was refused; empty where it was not."""
    if not code:
        return ""
    return str(FAILURES.get(code) or _("It was refused (%(code)s).") % {"code": code})


def of_field(name: str) -> str:
    """Return the name of a field for people; the feed's own name where there is none."""
    return str(FIELDS.get(name, name))
