"""The price table: what it knows, what it refuses to guess, and how savings add up."""

import json
import re
from decimal import Decimal
from importlib.resources import files

import pytest

from pillars.prices import multiple, prices
from pillars.savings import Claim, Saving, add_up, priced, said_by_aws

TABLE = json.loads(files("pillars").joinpath("data", "prices.json").read_text(encoding="utf-8"))


def test_the_table_says_its_date_and_its_source():
    assert prices().date.isoformat() == TABLE["date"]
    assert "price pages" in prices().source


def test_every_region_has_its_group_and_every_group_a_region():
    assert set(TABLE["regions"].values()) == set(TABLE["groups"])


def figures(found):
    for value in found.values():
        yield from figures(value) if isinstance(value, dict) else [value]


@pytest.mark.parametrize("group", TABLE["groups"])
def test_every_figure_is_a_positive_decimal_written_as_text(group):
    found = list(figures(TABLE["groups"][group]))
    assert all(re.fullmatch(r"\d+\.\d+", figure) and Decimal(figure) > 0 for figure in found)


def test_the_same_tables_in_every_group_are_within_a_third_of_the_first():
    """A slip of the keyboard moves a figure further than regions differ."""
    base = TABLE["groups"]["us"]
    for group in TABLE["groups"].values():
        for name, table in group.items():
            for key, value in table.items():
                if isinstance(value, str):
                    assert Decimal("0.75") < Decimal(value) / Decimal(base[name][key]) < 2


@pytest.mark.parametrize(
    ("kind", "hour"),
    [
        ("m5.large", "0.096"),
        ("m5.2xlarge", "0.384"),
        ("t3.micro", "0.0104"),
        ("r5.24xlarge", "6.048"),
        ("m5.metal", None),
        ("p4d.24xlarge", None),
        ("nonsense", None),
    ],
)
def test_the_hour_of_a_size_follows_from_its_family(kind, hour):
    assert prices().instance_hour("us-east-1", kind) == (Decimal(hour) if hour else None)


def test_databases_by_engine():
    hour = prices().database_hour
    assert hour("us-east-1", "postgres", "db.m5.xlarge") == Decimal("0.356")
    assert hour("us-east-1", "mariadb", "db.m5.large") == hour("us-east-1", "mysql", "db.m5.large")
    assert hour("us-east-1", "aurora-postgresql", "db.r6g.large") == Decimal("0.26")
    assert hour("us-east-1", "oracle-ee", "db.m5.large") is None
    assert hour("us-east-1", "aurora-mysql", "db.serverless") is None


def test_what_is_not_in_the_table_has_no_price():
    assert not prices().knows("xx-far-1")
    assert prices().unit("xx-far-1", "volume_gb_month", "gp3") is None
    assert prices().unit("us-east-1", "volume_gb_month", "gp9") is None
    assert prices().unit("us-east-1", "ec2_large_hour", "") is None
    assert prices().monthly(None) is None


@pytest.mark.parametrize(
    ("size", "times"), [("nano", "0.0625"), ("12xlarge", "24"), ("metal", None)]
)
def test_sizes_are_multiples_of_large(size, times):
    assert multiple(size) == (Decimal(times) if times else None)


def claim(resource, amount, *, at_most=False):
    return Claim(resource, Saving(Decimal(amount), "why", at_most))


class TestAddingUp:
    def test_nothing_is_nothing(self):
        assert not add_up([])
        assert add_up([]).estimated == 0

    def test_a_resource_counts_once_with_the_larger_saving(self):
        total = add_up([claim("vol", "8"), claim("vol", "20"), claim("other", "1.50")])
        assert (total.estimated, total.resources) == (Decimal("21.50"), 2)

    def test_bounds_are_added_up_apart(self):
        total = add_up([claim("a", "5"), claim("b", "100", at_most=True)])
        assert (total.estimated, total.at_most) == (Decimal(5), Decimal(100))

    def test_an_estimate_wins_over_a_bound_however_large(self):
        total = add_up([claim("a", "100", at_most=True), claim("a", "5")])
        assert (total.estimated, total.at_most) == (Decimal(5), Decimal(0))


def test_a_saving_of_less_than_a_cent_is_none():
    assert priced(Decimal("0.004"), "dust") is None
    assert priced(None, "no price") is None
    assert said_by_aws(0.0, "nothing") is None
    assert said_by_aws(12.345, "AWS").monthly == Decimal("12.35")
