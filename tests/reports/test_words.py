"""Every word of an enumeration that a report shows, and numbers as each language writes them."""

import pytest
from django.utils.translation import override

from reviewapp.assignments.models import State
from reviewapp.reports.figures import money_words, number_words
from reviewapp.reports.words import REASONS_INSIDE, STATES, SUGGESTIONS
from reviewapp.reviews.models import Reason, SuggestionVerdict


def test_no_reason_verdict_or_state_is_without_words():
    assert set(REASONS_INSIDE) == set(Reason)
    assert set(SUGGESTIONS) == set(SuggestionVerdict)
    assert set(STATES) == set(State.values)


@pytest.mark.parametrize(
    ("language", "number", "small", "large"),
    [("en", "1,240", "3.65 USD", "12,346 USD"), ("de", "1.240", "3,65 USD", "12.346 USD")],
)
def test_numbers_are_those_of_the_language(language, number, small, large):
    with override(language):
        assert (number_words(1240), money_words(3.649), money_words(12345.6)) == (
            number,
            small,
            large,
        )
