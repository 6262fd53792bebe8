"""What things cost by AWS's public price pages at the date that the table carries.

`data/prices.json` holds the prices by group of regions; the check that uses a figure needs no
other. A type or region that the table does not know has no price: None, never a guess. The
reader is told the date, and that discounts, commitments and taxes are not in it.

The hour of a size follows from the hour of its family's `large`: within a family AWS's prices
are proportional to the size; one that is not has a figure of its own. `metal` and the families
with accelerators are not, and are left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

# Sizes as multiples of `large`.
_SIZES: Final = {
    "nano": Decimal("0.0625"),
    "micro": Decimal("0.125"),
    "small": Decimal("0.25"),
    "medium": Decimal("0.5"),
    "large": Decimal(1),
    "xlarge": Decimal(2),
}
_LARGER: Final = "xlarge"
# Engines that are billed at the rate of another.
_RATES: Final = {
    "postgres": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "aurora-mysql": "aurora",
    "aurora-postgresql": "aurora",
}


@dataclass(frozen=True)
class Prices:
    """The table: US dollars, by region. Every figure may be None: not in the table."""

    date: date
    source: str
    hours: Decimal
    _regions: Mapping[str, str]
    _groups: Mapping[str, Mapping[str, Any]]

    def knows(self, region: str) -> bool:
        return region in self._regions

    def regions(self) -> list[str]:
        return sorted(self._regions)

    def unit(self, region: str, table: str, name: str) -> Decimal | None:
        """One figure: `unit("us-east-1", "volume_gb_month", "gp3")`."""
        found = self._table(region, table).get(name)
        return Decimal(found) if isinstance(found, str) else None

    def instance_hour(self, region: str, instance_type: str) -> Decimal | None:
        """An hour of an EC2 instance under Linux, `m5.xlarge`."""
        return _hour(self._table(region, "ec2_large_hour"), instance_type)

    def database_hour(self, region: str, engine: str, instance_class: str) -> Decimal | None:
        """An hour of one RDS or Aurora instance in a single zone, `db.r6g.large`."""
        families = self._table(region, "rds_large_hour").get(_RATES.get(engine, ""))
        return _hour(families or {}, instance_class.removeprefix("db."))

    def hour(self, region: str, table: str, kind: str) -> Decimal | None:
        """An hour of a node or broker: `hour("us-east-1", "cache_large_hour", "r6g.large")`."""
        return _hour(self._table(region, table), kind)

    def monthly(self, hour: Decimal | None) -> Decimal | None:
        return None if hour is None else hour * self.hours

    def _table(self, region: str, table: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._groups.get(self._regions.get(region, ""), {})
        return found.get(table) or {}


@cache
def prices() -> Prices:
    """The table of this release."""
    text = files("pillars").joinpath("data", "prices.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return Prices(
        date=date.fromisoformat(found["date"]),
        source=found["source"],
        hours=Decimal(found["hours_per_month"]),
        _regions=found["regions"],
        _groups=found["groups"],
    )


def multiple(size: str) -> Decimal | None:
    """How many times `large` a size is: `2xlarge` → 4; None for `metal` and the like."""
    number = size.removesuffix(_LARGER)
    if size.endswith(_LARGER) and number.isdigit():
        return _SIZES[_LARGER] * int(number)
    return _SIZES.get(size)


def _hour(families: Mapping[str, str], instance_type: str) -> Decimal | None:
    family, _, size = instance_type.partition(".")
    if own := families.get(instance_type):
        return Decimal(own)
    large, times = families.get(family), multiple(size)
    return None if large is None or times is None else Decimal(large) * times
