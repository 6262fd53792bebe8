"""Amounts of money as pages write them."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()

# From here on cents only blur what is an estimate.
WHOLE_FROM = Decimal(100)


@register.filter
def usd(amount: Decimal | None, unit: str = "USD") -> str:
    """`3.65 USD`, `1,240 USD`, in German `1.240 USD`; empty where there is no amount."""
    if amount is None:
        return ""
    exact = Decimal(amount)
    step = Decimal(1) if exact >= WHOLE_FROM else Decimal("0.01")
    shown = number_format(exact.quantize(step, ROUND_HALF_UP), force_grouping=True)
    return f"{shown} {unit or 'USD'}"
