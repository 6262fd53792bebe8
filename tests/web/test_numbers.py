"""Numbers that anybody may have written into an address or a form."""

import pytest

from reviewapp.web.numbers import BIGINT, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("17", 17), ("007", 7), ("999999999", 999_999_999)],
)
def test_digits_are_a_number(text, number):
    assert whole_number(text, otherwise=None) == number


@pytest.mark.parametrize(
    "text", [None, "", " 1", "-1", "1.0", "1e3", "²", "٣", "1" * 10, "1" * 5000]
)
def test_any_other_text_is_none(text):
    assert whole_number(text, otherwise=-1) == -1


def test_a_wider_column_holds_more_digits():
    assert whole_number("9" * 18, otherwise=None, digits=BIGINT) == 10**18 - 1
    assert whole_number("9" * 19, otherwise=None, digits=BIGINT) is None
