"""Reading values that may be missing, and saying how many."""

from datetime import UTC, datetime

import pytest

from pillars.checks.common import (
    all_read,
    amounts,
    days_since,
    dig,
    listed,
    moment,
    number,
    payer_of,
    percent,
    read_everywhere,
    unread,
)

from .factories import ACCOUNT, ago, denied, snapshot
from .things import organization


def test_amounts():
    assert amounts((0, "instance"), (0, "function")) == ""
    assert amounts((1, "instance")) == "1 instance"
    assert amounts((2, "instance"), (0, "function"), (1, "service")) == "2 instances and 1 service"
    three = amounts((2, "instance"), (1, "function"), (1, "service"))
    assert three == "2 instances, 1 function and 1 service"


def test_lists_are_cut():
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert listed(["a", "b", "c", "d"]) == "a, b, c and 1 more"


def test_nested_values_may_be_missing():
    assert dig({"a": {"b": 1}}, "a", "b") == 1
    assert dig({"a": None}, "a", "b") is None
    assert dig("text", "a") is None


def test_numbers():
    assert (number("4.5"), number(4), number(None), number("n/a")) == (4.5, 4.0, None, None)
    assert (percent(1, 3), percent(1, 0)) == (33, 0)


@pytest.mark.parametrize("text", ["2026-03-01T12:00:00+00:00", "2026-03-01 12:00:00"])
def test_times_without_offset_are_utc(text):
    assert moment(text) == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_what_is_no_time_has_no_age():
    assert moment("yesterday") is None
    assert days_since(snapshot(), None) is None
    assert days_since(snapshot(), ago(days=3, hours=5)) == 3


def test_read_everywhere_needs_every_place():
    found = snapshot(reads=["a.b"], readings=[denied("a.b", region="eu-west-1")])
    assert read_everywhere(found, "a.b") == []
    assert read_everywhere(snapshot(reads=["a.b"]), "a.b") == [ACCOUNT]
    assert read_everywhere(snapshot(reads=["a.b"]), "a.b", "c.d") == []
    assert unread(found, ACCOUNT, "a.b") == "a.b:read was denied: AccessDenied"
    assert unread(found, ACCOUNT, "c.d") == "c.d was skipped: this run did not read it"
    assert unread(snapshot(reads=["a.b"]), ACCOUNT, "a.b") == ""
    assert unread(snapshot(reads=["a.b"]), "9" * 12, "a.b") == "a.b was not asked for"


def test_all_read_needs_every_account():
    assert all_read(snapshot(reads=["a.b"]), "a.b")
    other = denied("a.b", account="9" * 12)
    assert not all_read(snapshot(reads=["a.b"], readings=[other]), "a.b")
    assert not all_read(snapshot(), "a.b")


def test_who_pays():
    assert payer_of(snapshot(organization("9" * 12)), ACCOUNT) == "9" * 12
    assert payer_of(snapshot(reads=["organizations.organization"]), ACCOUNT) == ACCOUNT
    assert payer_of(snapshot(without=["organizations.organization"]), ACCOUNT) is None
