"""What a month less of something would save, and adding that up without counting twice.

A saving is either an *estimate*, from the price table and what the account itself said, or *at
most*: the whole of a cost of which an unknown part can be saved (the traffic of a NAT gateway, of
which nobody knows how much goes to S3). Estimates are added up; bounds are added up apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .prices import prices

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Saving:
    """US dollars a month, where the figure comes from in words, the date of the prices.

    `priced` is None where AWS itself estimated (Compute Optimizer).
    """

    monthly: Decimal
    basis: str
    at_most: bool = False
    priced: date | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """`estimated` and `at_most` in dollars a month; `resources` with either of them."""

    estimated: Decimal = Decimal(0)
    at_most: Decimal = Decimal(0)
    resources: int = 0

    def __bool__(self) -> bool:
        return bool(self.resources)


@dataclass(frozen=True, slots=True)
class Claim:
    """A saving on a resource, as a finding of a check has it."""

    resource: str
    saving: Saving
    check: str = ""


def priced(monthly: Decimal | None, basis: str, *, at_most: bool = False) -> Saving | None:
    """A saving by the price table; None where the table knows no price, or nothing is saved."""
    if monthly is None or monthly < CENT:
        return None
    return Saving(monthly.quantize(CENT, ROUND_HALF_UP), basis, at_most, prices().date)


def said_by_aws(monthly: float | None, basis: str) -> Saving | None:
    """A saving that AWS itself estimated."""
    if monthly is None or monthly <= 0:
        return None
    return Saving(Decimal(str(monthly)).quantize(CENT, ROUND_HALF_UP), basis)


def once(claims: Iterable[Claim]) -> list[Claim]:
    """One saving a resource: an estimate before a bound, the larger of several.

    Idle and too large are two findings on one machine; it can be switched off only once.
    """
    best: dict[str, Claim] = {}
    for claim in claims:
        # Compute Optimizer names a function's version.
        key = claim.resource.removesuffix(":$LATEST")
        if key not in best or _rank(claim.saving) > _rank(best[key].saving):
            best[key] = claim
    return list(best.values())


def add_up(claims: Iterable[Claim]) -> Total:
    """What all of them save together, each resource counted once."""
    found = [claim.saving for claim in once(claims)]
    return Total(
        estimated=sum((s.monthly for s in found if not s.at_most), Decimal(0)),
        at_most=sum((s.monthly for s in found if s.at_most), Decimal(0)),
        resources=len(found),
    )


def _rank(saving: Saving) -> tuple[bool, Decimal]:
    return (not saving.at_most, saving.monthly)
