"""Numbers, money and days in a report, as the language that holds writes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

JSON = dict[str, Any]


def number_words(number: int) -> str:
    """`1,240`."""
    return number_format(number, force_grouping=True)


def money_words(amount: float) -> str:
    """`3.65 USD`, `1,240 USD`."""
    places = 0 if amount >= 100 else 2
    exact = Decimal(f"{amount:.{places}f}")
    return f"{number_format(exact, decimal_pos=places, force_grouping=True)} USD"


def saving_words(saving: JSON | None) -> str:
    """`about 120 USD a month, and at most 40.00 USD more`; empty where nothing is saved."""
    if not saving:
        return ""
    estimated, at_most = saving["estimated"], saving["at_most"]
    said = {"money": money_words(estimated), "most": money_words(at_most)}
    if not estimated:
        return _("at most %(most)s a month") % said
    if not at_most:
        return _("about %(money)s a month") % said
    return _("about %(money)s a month, and at most %(most)s more") % said


def saved_by(saving: JSON | None) -> tuple[float, float]:
    """What puts savings in order: the estimate first, then the bound."""
    return (saving["estimated"], saving["at_most"]) if saving else (0.0, 0.0)


def day_of(text: str) -> date:
    """Of the ISO text of a document."""
    return date.fromisoformat(text)


def day_words(day: date) -> str:
    """`3 December 2026`; of a moment, the day in its own zone."""
    return date_format(day, "DATE_FORMAT")


def moment_words(at: datetime) -> str:
    """`3 December 2026, 14:05 UTC`, of a moment in UTC."""
    return f"{date_format(at, 'LONG_MINUTE_FORMAT')} UTC"
